/**
 * Runs a function on the Functions Framework as it comes: its own server, whose every request goes through Express, body
 * parsers and a domain. It is obtained as its main obtains it, and listens on HOST alone, which the main cannot be told.
 */
import { getTestServer } from '@google-cloud/functions-framework/testing';

const [file = '', name = ''] = process.argv.slice(2);
await import(file);
getTestServer(name).listen(Number(process.env['PORT']), process.env['HOST']);
process.once('SIGTERM', () => process.exit());
