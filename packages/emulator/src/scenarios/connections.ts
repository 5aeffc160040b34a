import { say, sayOverSocket, type Scenarios } from './scenario.ts'

/** What is done to an answer on its way: compression, cuts into pieces, HTTP itself. */
export const connections: Scenarios = {
  gzip: sayOverSocket('Compressed', 'A gzip body.', { contentEncoding: 'gzip' }),
  deflate: sayOverSocket('Compressed, deflate', 'A deflate body.', { contentEncoding: 'deflate' }),
  brotli: sayOverSocket('Compressed, Brotli', 'A Brotli body.', { contentEncoding: 'br' }),
  zstd: sayOverSocket('Compressed, Zstandard', 'A Zstandard body.', { contentEncoding: 'zstd' }),
  'truncated-gzip': sayOverSocket('Compressed and cut', 'A gzip body without its end.', {
    encodingFault: 'truncated',
  }),
  'truncated-brotli': sayOverSocket('Compressed and cut, Brotli', 'A Brotli body without its end.', {
    contentEncoding: 'br',
    encodingFault: 'truncated',
  }),
  'gzip-bomb': sayOverSocket('A gzip bomb', '64 MiB of nothing before the answer, in 64 KiB.', {
    encodingFault: 'bomb',
  }),
  'brotli-bomb': sayOverSocket('A Brotli bomb', '64 MiB of nothing before the answer, in 1 KiB.', {
    contentEncoding: 'br',
    encodingFault: 'bomb',
  }),
  mislabelled: sayOverSocket('Named gzip', 'A plain body under the name of gzip.', {
    encodingFault: 'mislabelled',
  }),
  'unlabelled-gzip': sayOverSocket('Gzip without a name', 'A gzip body that nothing calls so.', {
    encodingFault: 'unlabelled',
  }),
  'small-pieces': say('Small pieces', 'The body in network pieces of a thousand bytes.', {
    pieces: { bytes: 1_000 },
  }),
  'one-piece': say('One piece', 'The whole body in one network piece.', { pieces: { bytes: 1_000_000_000 } }),
  'long-line': say('A long line', 'A thought of 50 MiB before the answer.', { flood: { of: 'line' } }),
  'line-without-end': say('A line without end', '50 MiB of one line, which is never ended.', {
    flood: { of: 'open-line' },
  }),
  'empty-lines': say('Empty lines', '50 MiB of line feeds before the answer.', {
    flood: { of: 'line-feeds' },
  }),
  'comment-flood': say('A flood of comments', '50 MiB of comments before the answer.', {
    flood: { of: 'comments' },
  }),
  'bad-chunk-size': sayOverSocket('A broken chunk', 'HTTP: a chunk whose size is no number.', {
    http: 'bad-chunk-size',
  }),
  'length-too-long': sayOverSocket('Less than promised', 'HTTP: content-length names more than comes.', {
    http: 'length-too-long',
  }),
  'length-too-short': sayOverSocket('More than promised', 'HTTP: content-length names half of what comes.', {
    http: 'length-too-short',
  }),
  'huge-header': sayOverSocket('A huge header', 'HTTP: a header of 20 KiB.', { http: 'huge-header' }),
  'http-09': sayOverSocket('No headers at all', 'HTTP/0.9: a body without status line and headers.', {
    http: 'http-0.9',
  }),
}
