export { createRedisStore, type RedisStoreOptions } from './store/redis/redis-store.ts'
