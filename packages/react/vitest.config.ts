import { browserProject } from './browser.config.ts'

export default browserProject({ name: 'react' })
