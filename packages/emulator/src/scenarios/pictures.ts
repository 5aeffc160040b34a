import { say, type Scenarios } from './scenario.ts'

/** Pictures that are not what they should be. */
export const pictures: Scenarios = {
  'wrong-media-type': say('PNG named JPEG', 'The name is wrong, the picture is good.', {
    mediaType: 'image/png',
    declaredMediaType: 'image/jpeg',
  }),
  'svg-as-png': say('SVG named PNG', 'Active content under the name of a picture.', { picture: 'svg' }),
  'html-as-png': say('HTML named PNG', 'A page with a script under the name of a picture.', {
    picture: 'html',
  }),
  'truncated-base64': say('Half a picture', 'The base64 text stops half-way, with an odd length.', {
    payload: 'truncated',
  }),
  'bad-base64': say('A broken alphabet', 'One character that is not base64.', { payload: 'bad-alphabet' }),
  'bad-padding': say('Wrong padding', 'One = too many.', { payload: 'bad-padding' }),
  'url-safe-base64': say('URL-safe base64', 'The other alphabet.', { payload: 'url-safe' }),
  'white-space-in-base64': say('Base64 in lines', 'A line feed every 76 characters.', {
    payload: 'white-space',
  }),
  'escaped-base64': say('Escaped base64', 'JSON escapes for / and =; the picture is good.', {
    payload: 'escaped',
  }),
  'empty-picture': say('An empty picture', 'No bytes at all.', { payload: 'empty' }),
  'picture-url': say('An address for a picture', 'A URL where base64 should be.', { payload: 'url' }),
  'png-named-webp': say('PNG named WebP', 'The name is wrong, the picture is good.', {
    mediaType: 'image/png',
    declaredMediaType: 'image/webp',
  }),
  'pdf-as-png': say('PDF named PNG', 'A document under the name of a picture.', { picture: 'pdf' }),
  'zip-as-png': say('ZIP named PNG', 'An archive under the name of a picture.', { picture: 'zip' }),
  'svg-declared': say('An honest SVG', 'Active content under its own name.', {
    picture: 'svg',
    declaredMediaType: 'image/svg+xml',
  }),
  'no-content-credentials': say('No content credentials', 'A JPEG that begins with its picture.', {
    contentCredentials: false,
  }),
  'long-content-credentials': say(
    'Long content credentials',
    '150 kB of C2PA in three segments before the size of a JPEG.',
    { contentCredentials: 150_000 },
  ),
}
