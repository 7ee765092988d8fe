/**
 * A request whose method Node's parser has not heard of. Any token is a method (RFC 9110, 9.1), in this very case: `get` is another than GET. What is
 * asked for is answered as with any method that it does not take; the parser only says where it stopped, so the first line is read here, in however many
 * pieces it comes.
 */
import type { Socket } from 'node:net';

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
/** Without a method where that has come before: the parser took it for the beginning of one that it knows, and does not show it again. */
const LINE = /^([\w!#$%&'*+.^`|~-]{0,64}) ([\x21-\x7e]{1,16384}) HTTP\/1\.[01]\r?$/;
/** What may yet become such a line. */
const BEGINNING = /^[\w!#$%&'*+.^`|~-]{0,64}(?: [\x21-\x7e]{0,16384}(?: [\w/.]{0,8}\r?)?)?$/;
const LINE_FEED = 0x0a;
/** So long the rest of the line may take; a whole head has twice as long. */
const LINE_MS = 5_000;

const begun = new WeakMap<Socket, (fault: ParserFault) => void>();

/**
 * Tells, of what could not be read on a connection, the first line if it is one with an unknown method; once, also when what follows on the connection
 * cannot be read either. It may be told later: when all of the line has come, or has not in time; and not at all when the connection closes before.
 * @param tell is given what is wrong in the end, for the line may turn out to be none
 */
export function readUnknownMethod(
  fault: ParserFault,
  socket: Socket,
  tell: (line: RequestLine | undefined, fault: ParserFault) => void,
): void {
  const goOn = begun.get(socket);
  if (goOn) return goOn(fault);
  const { code, rawPacket, bytesParsed = 0 } = fault;
  if (!OF_METHODS.has(code) || !rawPacket) return tell(undefined, fault);
  const from = rawPacket.subarray(0, bytesParsed).lastIndexOf(LINE_FEED) + 1;
  const isContinued = from === 0 && socket.bytesRead > rawPacket.length;
  let text = rawPacket.toString('latin1', from, from + 20_000);
  const isToCome = (): boolean => !text.includes('\n') && BEGINNING.test(text);
  if (!isToCome()) return tell(lineIn(text, isContinued), fault);
  const finish = (last: ParserFault): void => {
    clearTimeout(timer);
    socket.off('end', end);
    begun.delete(socket);
    tell(lineIn(text, isContinued), last);
  };
  const end = (): void => finish(fault);
  const timer = setTimeout(() => finish({ ...fault, code: 'ERR_HTTP_REQUEST_TIMEOUT' }), LINE_MS).unref();
  // Before Node, which ends the connection.
  socket.prependOnceListener('end', end).once('close', () => clearTimeout(timer));
  begun.set(socket, (next) => {
    if (!next.rawPacket || !OF_METHODS.has(next.code)) return finish(next);
    text += next.rawPacket.toString('latin1', 0, 20_000);
    if (!isToCome()) finish(fault);
  });
}

/** @param isContinued the line may have begun before these bytes, with a method or a part of one */
function lineIn(text: string, isContinued: boolean): RequestLine | undefined {
  const [line] = text.split('\n', 1);
  const [, method, target] = (text.includes('\n') && LINE.exec(line ?? '')) || [];
  const isOne = target !== undefined && (method !== '' || isContinued);
  return isOne && method !== undefined ? { method, target } : undefined;
}
