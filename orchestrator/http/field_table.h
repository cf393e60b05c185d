#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "http/known_header.h"
#include "http/limits.h"

namespace slipway::http {

/// A part of a head: offset and length, so that the bytes may move.
struct Slice {
    std::uint32_t offset = 0;
    std::uint32_t size = 0;

    std::string_view in(const char* base) const { return {base + offset, size}; }
};

/// Properties of a field's name that the writers act on.
enum FieldTrait : std::uint8_t {
    kUnderscore = 1,       ///< has '_': backends that turn names into variables take Content_Length for Content-Length
    kForwardedPrefix = 2,  ///< begins with X-Forwarded-
    kIdentityPrefix = 4,   ///< begins with Slipway-: what the gateway alone may say
};

struct Field {
    std::string_view name;   ///< as received
    std::string_view value;  ///< without white space at its ends
    KnownHeader id = KnownHeader::Unknown;
    std::uint8_t traits = 0;  ///< of FieldTrait
};

/// A head's fields in their order. Iterating yields Field by value. Valid as long as the bytes that it is bound to.
class FieldTable {
  public:
    struct Entry {
        std::uint32_t nameOffset;
        std::uint32_t valueOffset;
        std::uint32_t valueSize;
        std::uint16_t nameSize;
        KnownHeader id;
        std::uint8_t traits;
    };

    class Iterator {
      public:
        Iterator(const char* base, const Entry* entry) : m_base(base), m_entry(entry) {}
        Field operator*() const {
            return {{m_base + m_entry->nameOffset, m_entry->nameSize},
                    {m_base + m_entry->valueOffset, m_entry->valueSize},
                    m_entry->id,
                    m_entry->traits};
        }
        Iterator& operator++() {
            ++m_entry;
            return *this;
        }
        bool operator==(const Iterator& other) const { return m_entry == other.m_entry; }

      private:
        const char* m_base;
        const Entry* m_entry;
    };

    Iterator begin() const { return {m_base, m_entries.data()}; }
    Iterator end() const { return {m_base, m_entries.data() + m_size}; }
    std::size_t size() const { return m_size; }
    bool empty() const { return m_size == 0; }
    Field operator[](std::size_t at) const { return *Iterator(m_base, m_entries.data() + at); }

    bool has(KnownHeader id) const { return m_present.has(id); }
    /// The first field of that name; nothing where there is none.
    std::optional<std::string_view> find(KnownHeader id) const {
        if (!m_present.has(id))
            return std::nullopt;
        for (const Field field : *this)
            if (field.id == id)
                return field.value;
        return std::nullopt;
    }
    /// For names that are not in the table; case does not matter.
    std::optional<std::string_view> find(std::string_view name) const;

    void clear() {
        m_size = 0;
        m_present = {};
    }
    /// False when `limit` entries are there.
    bool add(const Entry& entry, std::size_t limit) {
        if (m_size >= limit)
            return false;
        m_entries[m_size++] = entry;
        m_present.add(entry.id);
        return true;
    }
    void bind(const char* base) { m_base = base; }

  private:
    const char* m_base = nullptr;
    KnownHeaderSet m_present;
    std::uint32_t m_size = 0;
    std::array<Entry, kFieldCapacity>
        m_entries;  // left unset on purpose: zeroing 2 KiB a request would cost more than parsing does
};

/// kUnderscore, kForwardedPrefix, kIdentityPrefix of a name that knownHeader() does not know.
std::uint8_t fieldTraits(std::string_view name);

}  // namespace slipway::http
