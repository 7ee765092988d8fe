/** Stands in for the certificates of RDS that mysql2 brings for whoever names them as a profile: functions take a CA from a file. */
export default {
  get ca(): never {
    throw new Error('the profile of RDS is not in this bundle: name a file of its certificates');
  },
};
