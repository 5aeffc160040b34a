// `node --import ./mutant-loader.ts`: loads the sources with the bug in them that the environment names.
import { registerHooks } from 'node:module'
import { mutants as ofMoney } from './chaos/mutants.ts'
import { mutants as ofCore } from './fuzz/mutants.ts'
import { plant } from './mutant.ts'

const wanted = process.env['IMAGE_STREAM_MUTANT']
const mutant = [...ofCore, ...ofMoney].find(({ name }) => name === wanted)
if (!mutant) throw new Error(`There is no mutant "${wanted}".`)
const planted = plant(mutant)

registerHooks({
  load(url, context, nextLoad) {
    const source = planted.get(url)
    return source === undefined ? nextLoad(url, context) : { ...nextLoad(url, context), source }
  },
})
