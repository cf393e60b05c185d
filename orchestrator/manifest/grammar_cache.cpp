#include "manifest/draft.h"
#include "manifest/object_reader.h"

namespace slipway::manifest {
namespace {

/// Times of responses are whole seconds, as HTTP's are.
template <class Target>
void readSeconds(const Value& value, Target& into) {
    const auto time = value.duration();
    if (time && time->count() % 1000 != 0)
        value.wrong("whole seconds, such as 30s");
    else
        set(into, time);
}

const ObjectReader<model::RouteCache>& cacheReader() {
    using Key = model::RouteCache;
    static const ObjectReader<Key> reader(
        "cache",
        {
            {"max_object", [](const Value& v, Key& cache) { readCacheBytes(v, 1, cache.maxObject); }},
            {"default_ttl", [](const Value& v, Key& cache) { readSeconds(v, cache.defaultTtl); }},
            {"stale_while_revalidate",
             [](const Value& v, Key& cache) { readSeconds(v, cache.staleWhileRevalidate.emplace()); }},
            {"stale_if_error", [](const Value& v, Key& cache) { readSeconds(v, cache.staleIfError.emplace()); }},
            {"wait",
             [](const Value& v, Key& cache) {
                 const auto wait = v.duration();
                 if (wait && *wait > std::chrono::minutes(10))
                     v.wrong("a time of at most 10m");
                 else
                     set(cache.wait, wait);
             }},
        });
    return reader;
}

}  // namespace

void readCacheBytes(const Value& value, long least, long& into) {
    const auto text = value.text("a size such as 1MiB");
    if (!text)
        return;
    const auto bytes = parseBytes(*text);
    if (!bytes || *bytes < least)
        value.wrong(least > 1 ? "a size of at least 1MiB" : "a size such as 512, 64KiB or 1MiB");
    else
        into = *bytes;
}

void readCache(const Value& value, RouteDraft& draft) {
    if (value.isScalar()) {
        if (value.boolean().value_or(false))
            draft.route.cache.emplace();
        return;
    }
    cacheReader()(value, draft.route.cache.emplace());
}

std::vector<Grammar> cacheGrammars() {
    return {cacheReader().grammar()};
}

}  // namespace slipway::manifest
