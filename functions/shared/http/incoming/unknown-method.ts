/**
 * A request whose method Node's parser has not heard of. Any token is a method (RFC 9110, 9.1), in this very case: `get` is another than GET. What is
 * asked for is answered as with any method that it does not take; the parser only says where it stopped, so the first line is read here.
 */

/** What Node says of a request that it cannot read: why, its bytes, and how many of them were read. */
export interface ParserFault {
  code?: string | undefined;
  rawPacket?: Buffer;
  bytesParsed?: number;
}

/** A method, and what it is asked of. */
export interface RequestLine {
  method: string;
  target: string;
}

/** For a method that is none of HTTP, and for one that is of RTSP. */
const OF_METHODS: ReadonlySet<string | undefined> = new Set(['HPE_INVALID_METHOD', 'HPE_INVALID_CONSTANT']);
const LINE = /^([\w!#$%&'*+.^`|~-]{1,64}) ([\x21-\x7e]{1,16384}) HTTP\/1\.[01]\r?$/;
const LINE_FEED = 0x0a;

/** The first line of a request with an unknown method; undefined where something else is wrong with it, or not all of the line has come. */
export function unknownMethodIn({ code, rawPacket, bytesParsed = 0 }: ParserFault): RequestLine | undefined {
  if (!OF_METHODS.has(code) || !rawPacket) return undefined;
  const from = rawPacket.subarray(0, bytesParsed).lastIndexOf(LINE_FEED) + 1;
  const to = rawPacket.indexOf(LINE_FEED, from);
  const [, method, target] = (to < 0 ? null : LINE.exec(rawPacket.toString('latin1', from, to))) ?? [];
  return method === undefined || target === undefined ? undefined : { method, target };
}
