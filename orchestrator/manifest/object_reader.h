#pragma once

#include <type_traits>

#include "manifest/scalars.h"
#include "manifest/value.h"

namespace slipway::manifest {

/// One kind of mapping: its keys, what each does to the T that it fills, and why others are refused. One table drives
/// reading, the nearest-key hint, the tests against the JSON Schema, and nothing is known that is not in it.
template <class T>
class ObjectReader {
  public:
    struct Key {
        const char* name;
        void (*read)(const Value&, T&);
        const char* refusal = nullptr;
    };

    /// `name`: as in `definitions` of resources/schemas/slipway.schema.json.
    ObjectReader(const char* name, std::vector<Key> keys) : m_name(name), m_keys(std::move(keys)) {
        for (const auto& key : m_keys)
            if (!key.refusal)
                m_accepted.emplace_back(key.name);
    }

    void operator()(const Value& value, T& out) const {
        for (const auto& [name, member] : value.members("a mapping")) {
            if (name.starts_with("x-"))
                continue;
            const Key* key = find(name);
            if (!key)
                value.findings().error(member.keyPlace(), "unknown key", "", nearest(name, m_accepted));
            else if (key->refusal)
                value.findings().error(member.keyPlace(), key->refusal);
            else
                key->read(member, out);
        }
    }

    Grammar grammar() const {
        Grammar all{m_name, {}};
        for (const auto& key : m_keys)
            all.keys.push_back({key.name, key.refusal ? key.refusal : ""});
        return all;
    }

  private:
    const Key* find(const std::string& name) const {
        for (const auto& key : m_keys)
            if (name == key.name)
                return &key;
        return nullptr;
    }

    const char* m_name;
    std::vector<Key> m_keys;
    std::vector<std::string> m_accepted;
};

/// A row of ObjectReader that refuses a key of Compose with a sentence on what to do instead.
template <class T>
typename ObjectReader<T>::Key refused(const char* name, const char* why) {
    return {name, nullptr, why};
}

/// Sets `target` from an optional and leaves it where there is none.
template <class T, class From>
void set(T& target, const std::optional<From>& from) {
    if (from)
        target = static_cast<T>(*from);
}

}  // namespace slipway::manifest
