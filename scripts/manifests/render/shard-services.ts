/** The Services of single shards, from a function's plain one: another name, one shard, one database. */
import { type Document, isMap, isScalar, isSeq, parseAllDocuments, visit, type YAMLMap } from 'yaml';

/** Renders a function's Service once for each shard. The text is that of the plain one, without its comments. */
export function shardServices(manifest: string, shards: readonly string[]): string[] {
  return shards.map((shard) => {
    const document = plainService(manifest);
    const name = String(document.getIn(['metadata', 'name']));
    document.setIn(['metadata', 'name'], `${name}-${shard}`);
    narrow(document, shard);
    document.commentBefore = null;
    visit(document, { Node: (_, node) => void (node.comment = node.commentBefore = null) });
    // The formatter writes [ALL], the library [ ALL ].
    return document.toString({ lineWidth: 0, singleQuote: true }).replaceAll(/\[ (.*) \]/g, '[$1]');
  });
}

function plainService(manifest: string): Document.Parsed {
  const services = parseAllDocuments(manifest).filter(
    (document) =>
      document.get('kind') === 'Service' && String(document.get('apiVersion')).startsWith('serving.knative.dev/'),
  );
  const [service] = services;
  if (!service || services.length > 1) throw new Error('a function has one Service in its manifest');
  return service;
}

/** Leaves the database and the key of one shard; those of the others are not even known to the process. */
function narrow(document: Document.Parsed, shard: string): void {
  const env = document.getIn(['spec', 'template', 'spec', 'containers', 0, 'env']);
  if (!isSeq(env)) throw new Error('the Service has no env');
  const mine = `MYSQL_${shard.toUpperCase()}`;
  const variables = env.items.filter((item): item is YAMLMap => isMap(item));
  if (!variables.some((item) => item.get('name') === mine)) throw new Error(`the Service has no ${mine}`);
  // The keys by which one's own shard speaks, or by which those of the other kind are believed, stay.
  const others = variables.flatMap(
    (item) => /^MYSQL_(?<shard>\w+)$/.exec(String(item.get('name')))?.groups?.['shard'] ?? [],
  );
  const foreign = new Set(
    others.flatMap((name) => (name === shard.toUpperCase() ? [] : [`MYSQL_${name}`, `EVENT_KEY_${name}`])),
  );
  env.items = variables.filter((item) => !foreign.has(String(item.get('name'))));
  const shards = variables.find((item) => item.get('name') === 'SHARDS')?.get('value', true);
  if (!isScalar(shards)) throw new Error('the Service has no SHARDS');
  shards.value = shard;
}
