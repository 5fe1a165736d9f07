import type { EngineOptions } from "./engine.ts";

const MIB = 1024 * 1024;

/**
 * Server settings that keep an idle engine small: bounded caches, few threads. The engine has no query_log and no other
 * log tables, so nothing grows without bound.
 */
export function engineConfigXml({ maxMemoryBytes }: Pick<EngineOptions, "maxMemoryBytes">): string {
  const settings: Record<string, number | string> = {
    max_server_memory_usage: maxMemoryBytes,
    mark_cache_size: 64 * MIB,
    index_mark_cache_size: 32 * MIB,
    primary_index_cache_size: 64 * MIB,
    uncompressed_cache_size: 0,
    index_uncompressed_cache_size: 0,
    query_condition_cache_size: 16 * MIB,
    text_index_header_cache_size: 32 * MIB,
    text_index_tokens_cache_size: 32 * MIB,
    text_index_postings_cache_size: 64 * MIB,
    compiled_expression_cache_size: 16 * MIB,
    mmap_cache_size: 0,
    max_thread_pool_free_size: 8,
    max_thread_pool_size: 1000,
    max_io_thread_pool_free_size: 0,
    background_pool_size: 2,
    background_schedule_pool_size: 4,
    "logger/level": "fatal",
  };
  const lines = Object.entries(settings).map(([name, value]) => {
    const [outer, inner] = name.split("/");
    return inner ? `  <${outer}><${inner}>${value}</${inner}></${outer}>` : `  <${name}>${value}</${name}>`;
  });
  return `<clickhouse>\n${lines.join("\n")}\n</clickhouse>\n`;
}
