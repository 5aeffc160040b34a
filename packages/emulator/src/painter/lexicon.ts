/** What the painter can draw. */
export type SubjectKind =
  | 'fox'
  | 'cat'
  | 'dog'
  | 'rabbit'
  | 'bear'
  | 'deer'
  | 'horse'
  | 'owl'
  | 'bird'
  | 'fish'
  | 'whale'
  | 'dragon'
  | 'butterfly'
  | 'person'
  | 'robot'
  | 'paper-boat'
  | 'sailboat'
  | 'boat'
  | 'balloon'
  | 'toy-balloon'
  | 'bicycle'
  | 'car'
  | 'train'
  | 'rocket'
  | 'lighthouse'
  | 'cottage'
  | 'castle'
  | 'windmill'
  | 'bridge'
  | 'tree'
  | 'pine'
  | 'flower'
  | 'cactus'
  | 'mushroom'
  | 'teapot'
  | 'cup'
  | 'lamp'
  | 'book'
  | 'apple'
  | 'fruit-bowl'
  | 'umbrella'
  | 'vase'
  | 'candle'
  | 'watering-can'
  | 'star'
  | 'tent'

export type Place =
  | 'sea'
  | 'beach'
  | 'harbour'
  | 'lake'
  | 'river'
  | 'mountains'
  | 'hills'
  | 'meadow'
  | 'garden'
  | 'desert'
  | 'forest'
  | 'birches'
  | 'city'
  | 'windowsill'
  | 'table'
  | 'space'
  | 'underwater'
  | 'clouds'
  | 'label'

export type Time = 'dawn' | 'morning' | 'noon' | 'afternoon' | 'sunset' | 'dusk' | 'night'
export type Weather = 'snow' | 'rain' | 'fog' | 'storm' | 'wind' | 'clear'
export type Season = 'spring' | 'summer' | 'autumn' | 'winter'
export type Pose = 'asleep' | 'flying' | 'reading' | 'sitting' | 'watering' | 'running'

/** `kind: words…` lines become a map from word (or hyphenated phrase) to kind. */
function lexicon<T extends string>(lines: Readonly<Partial<Record<T, string>>>): ReadonlyMap<string, T> {
  const map = new Map<string, T>()
  for (const [kind, words] of Object.entries(lines) as [T, string][]) {
    map.set(kind, kind)
    for (const word of words.split(' ')) if (word) map.set(word, kind)
  }
  return map
}

export const SUBJECTS: ReadonlyMap<string, SubjectKind> = lexicon<SubjectKind>({
  fox: 'vixen wolf coyote jackal fuchs renard zorro',
  cat: 'kitten kitty tiger lion leopard lynx panther katze chat gato',
  dog: 'puppy hound terrier labrador collie corgi hund chien perro',
  rabbit: 'bunny hare hase lapin conejo',
  bear: 'cub panda bär ours oso',
  deer: 'stag doe fawn reindeer moose elk roe hirsch cerf ciervo',
  horse: 'pony foal stallion mare unicorn zebra donkey pferd cheval caballo',
  owl: 'owlet eule hibou búho',
  bird: 'robin sparrow crow raven gull seagull swallow dove pigeon finch parrot duck goose swan heron crane eagle hawk magpie songbird vogel oiseau pájaro penguin',
  fish: 'goldfish koi trout salmon carp shark fisch poisson pez',
  whale: 'orca dolphin wal baleine ballena',
  dragon: 'wyvern dinosaur drache',
  butterfly: 'moth bee dragonfly',
  person:
    'man woman girl boy child kid people human king queen knight witch wizard astronaut fisherman sailor farmer traveller traveler wanderer dancer painter gardener monk hiker friend couple lady mother father grandmother grandfather musician poet baker postman figure',
  robot: 'android droid automaton cyborg',
  'paper-boat': 'origami',
  sailboat: 'sailing-boat sailing-ship yacht sail dinghy sloop galleon',
  boat: 'ship rowing-boat rowboat canoe fishing-boat steamer steamship ferry tug tugboat vessel trawler barge gondola',
  balloon: 'hot-air-balloon air-balloon airship zeppelin',
  'toy-balloon': 'party-balloon',
  bicycle: 'bike cycle tricycle',
  car: 'automobile van taxi truck bus beetle camper jeep motorcar',
  train: 'locomotive steam-train railway tram engine',
  rocket: 'spaceship spacecraft shuttle ufo',
  lighthouse: 'beacon leuchtturm phare faro',
  cottage:
    'house home cabin hut farmhouse barn chalet villa shed haus maison casa library bookshop shop bakery school church cafe café',
  castle: 'tower fortress palace citadel ruin keep',
  windmill: 'mill turbine',
  bridge: 'viaduct aqueduct',
  tree: 'oak apple-tree cherry-tree willow maple elm linden olive-tree baum arbre árbol blossom-tree acorn',
  pine: 'fir spruce christmas-tree cedar conifer',
  flower:
    'tulip poppy rose daisy sunflower lily peony iris blossom bouquet dandelion lavender blume fleur flor',
  cactus: 'cacti saguaro succulent',
  mushroom: 'toadstool fungus',
  teapot: 'kettle coffee-pot tea samovar',
  cup: 'mug coffee teacup espresso cocoa cappuccino',
  lamp: 'lantern street-lamp lamppost lamp-post streetlight',
  book: 'novel notebook diary',
  apple: 'pear orange lemon peach cherry fruit plum pomegranate fig',
  'fruit-bowl': 'bowl-of-fruit fruit-basket basket bowl',
  umbrella: 'parasol',
  vase: 'jug pitcher bottle amphora jar',
  candle: 'candlestick',
  'watering-can': '',
  star: 'starfish',
  tent: 'camp camping tipi yurt',
})

export const PLACES: ReadonlyMap<string, Place> = lexicon<Place>({
  sea: 'ocean wave waves coast coastal cliff cliffs meer mer mar atlantic storm-tossed surf offshore',
  beach: 'shore seaside sand coastline',
  harbour: 'harbor port quay marina dock docks pier wharf venice canal canals',
  lake: 'pond lagoon reflection fjord loch',
  river: 'stream brook creek waterfall riverbank',
  mountains: 'mountain peak peaks alps alpine summit glacier ridge volcano everest',
  hills: 'hill hillside village valley vineyard vineyards countryside tuscany farmland fields path road',
  meadow: 'field grass prairie pasture grassland wildflowers steppe plain',
  garden: 'backyard orchard greenhouse allotment terrace',
  desert: 'dune dunes sahara oasis canyon mesa wasteland pyramid pyramids mars',
  forest: 'woods wood woodland jungle grove glade wald forêt bosque rainforest',
  birches: 'birch aspen',
  city: 'street town square downtown skyline alley avenue market rooftop rooftops paris london tokyo york skyscraper skyscrapers building buildings',
  windowsill: 'window sill ledge',
  table:
    'kitchen desk tablecloth still-life interior room breakfast bedroom studio counter shelf fireplace café-table lunch dinner',
  space: 'planet planets galaxy cosmos cosmic orbit nebula saturn asteroid universe milky-way',
  underwater: 'reef coral seabed undersea aquarium deep-sea',
  clouds: 'cloud cloudscape sky skies heaven',
  label: 'packaging sticker badge logo emblem crest bookplate stamp',
})

export const TIMES: ReadonlyMap<string, Time> = lexicon<Time>({
  dawn: 'sunrise daybreak first-light',
  morning: 'breakfast early',
  noon: 'midday day daylight daytime sunny sunlit sunlight sunshine bright',
  afternoon: 'golden golden-hour late-afternoon honeyed',
  sunset: 'sundown',
  dusk: 'twilight evening blue-hour gloaming nightfall',
  night: 'midnight moonlit moonlight nighttime starry moon stars nacht nuit noche nocturne fireflies',
})

export const WEATHERS: ReadonlyMap<string, Weather> = lexicon<Weather>({
  snow: 'snowy snowfall snowing blizzard frost frosty ice icy frozen snowflakes schnee neige nieve',
  rain: 'rainy raining drizzle rainfall shower downpour wet puddle puddles regen pluie lluvia',
  fog: 'foggy mist misty haze hazy nebel',
  storm: 'stormy thunder thunderstorm lightning tempest hurricane',
  wind: 'windy breeze breezy gale',
  clear: 'cloudless',
})

export const SEASONS: ReadonlyMap<string, Season> = lexicon<Season>({
  spring: 'blossom blossoms springtime april may cherry-blossom',
  summer: 'july august summery',
  autumn: 'fall autumnal october november harvest',
  winter: 'wintry december january christmas',
})

export const POSES: ReadonlyMap<string, Pose> = lexicon<Pose>({
  asleep: 'sleeping sleep sleeps sleepy napping dozing curled dreaming resting snoozing',
  flying: 'fly flies soaring floating gliding airborne hovering',
  reading: 'reads read studying',
  sitting: 'sits seated waiting perched watching',
  watering: 'waters',
  running: 'runs galloping leaping jumping dancing',
})

export const COUNTS: ReadonlyMap<string, number> = new Map([
  ['two', 2],
  ['pair', 2],
  ['couple', 2],
  ['both', 2],
  ['three', 3],
  ['trio', 3],
  ['four', 4],
  ['five', 5],
  ['six', 6],
  ['seven', 7],
  ['several', 4],
  ['few', 3],
  ['many', 7],
  ['dozen', 7],
  ['flock', 7],
  ['herd', 5],
  ['fleet', 5],
  ['some', 3],
  ['2', 2],
  ['3', 3],
  ['4', 4],
  ['5', 5],
  ['6', 6],
  ['7', 7],
])

export const SIZES: ReadonlyMap<string, number> = new Map([
  ['small', 0.72],
  ['tiny', 0.55],
  ['little', 0.72],
  ['miniature', 0.55],
  ['baby', 0.62],
  ['distant', 0.5],
  ['big', 1.25],
  ['large', 1.25],
  ['huge', 1.5],
  ['giant', 1.6],
  ['enormous', 1.6],
  ['gigantic', 1.6],
  ['great', 1.25],
  ['tall', 1.2],
])

/** Plurals that no rule gives. */
export const PLURALS: ReadonlyMap<string, string> = new Map([
  ['wolves', 'wolf'],
  ['people', 'person'],
  ['men', 'man'],
  ['women', 'woman'],
  ['children', 'child'],
  ['geese', 'goose'],
  ['cacti', 'cactus'],
  ['birches', 'birch'],
  ['leaves', 'leaf'],
  ['bookshelves', 'book'],
])

/** Pictures in the prompt count as words. */
export const EMOJI: ReadonlyMap<string, string> = new Map([
  ['🦊', 'fox'],
  ['🐱', 'cat'],
  ['🐈', 'cat'],
  ['🐶', 'dog'],
  ['🐕', 'dog'],
  ['🐰', 'rabbit'],
  ['🐇', 'rabbit'],
  ['🐻', 'bear'],
  ['🦌', 'deer'],
  ['🐴', 'horse'],
  ['🐎', 'horse'],
  ['🦄', 'horse'],
  ['🦉', 'owl'],
  ['🐦', 'bird'],
  ['🐟', 'fish'],
  ['🐠', 'fish'],
  ['🐳', 'whale'],
  ['🐋', 'whale'],
  ['🐉', 'dragon'],
  ['🦋', 'butterfly'],
  ['🤖', 'robot'],
  ['⛵', 'sailboat'],
  ['🚢', 'ship'],
  ['🎈', 'toy-balloon'],
  ['🚲', 'bicycle'],
  ['🚗', 'car'],
  ['🚂', 'train'],
  ['🚀', 'rocket'],
  ['🏠', 'cottage'],
  ['🏡', 'cottage'],
  ['🏰', 'castle'],
  ['🌉', 'bridge'],
  ['🌳', 'tree'],
  ['🌲', 'pine'],
  ['🌸', 'blossom'],
  ['🌷', 'tulip'],
  ['🌻', 'sunflower'],
  ['🌵', 'cactus'],
  ['🍄', 'mushroom'],
  ['🫖', 'teapot'],
  ['☕', 'cup'],
  ['📖', 'book'],
  ['🍎', 'apple'],
  ['☂', 'umbrella'],
  ['🌙', 'night'],
  ['⭐', 'star'],
  ['🌊', 'waves'],
  ['🏔', 'mountains'],
  ['❄', 'snow'],
  ['🌧', 'rain'],
  ['☀', 'sunny'],
  ['🌅', 'sunrise'],
  ['🌃', 'city'],
  ['⛺', 'tent'],
])
