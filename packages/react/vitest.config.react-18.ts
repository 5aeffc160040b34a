import { browserProject } from './browser.config.ts'
import { react18 } from './test/react-18.ts'

export default browserProject({ name: 'react 18', alias: react18 })
