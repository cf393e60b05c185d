#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "protocol/gateway_snapshot.h"

namespace slipway::protocol {

/// Reads one JSON object strictly: every member must be asked for, and `finish` tells those that nobody asked for. The
/// first fault sticks, with its JSON pointer; after it every read does nothing. The JSON outlives the reader.
class StrictObject {
  public:
    StrictObject(const nlohmann::json& json, std::string path);

    void text(const char* key, std::string& into, bool required = true);
    void flag(const char* key, bool& into);
    void number(const char* key, std::uint64_t& into, std::uint64_t least, std::uint64_t most, bool required = false);
    void number(const char* key, std::uint32_t& into, std::uint32_t least, std::uint32_t most, bool required = false);
    /// Milliseconds; from 0 to a day.
    void millis(const char* key, Millis& into);
    void texts(const char* key, std::vector<std::string>& into);
    /// One of `words`; `into` gets its index.
    void word(const char* key, const std::vector<const char*>& words, int& into, bool required = true);
    /// The member, an array, or null when it is absent (a fault if required).
    const nlohmann::json* array(const char* key, bool required);
    const nlohmann::json* object(const char* key);

    void fault(const std::string& path, std::string error);
    std::string pathOf(const char* key) const { return m_path + "/" + key; }
    bool ok() const { return m_fault.error.empty(); }
    /// The first fault; a fault for a member that was never asked for; or an empty `error`.
    SnapshotFault finish();

  private:
    const nlohmann::json* member(const char* key, bool required, const char* shape);

    const nlohmann::json& m_json;
    std::string m_path;
    std::vector<const char*> m_known;
    SnapshotFault m_fault;
};

/// Reads each element of the member `key` with `read(json, path, element)`, which returns its fault.
template <class Item, class Read>
void readList(StrictObject& object, const char* key, bool required, std::vector<Item>& into, Read read) {
    const nlohmann::json* list = object.array(key, required);
    for (std::size_t i = 0; list && i < list->size() && object.ok(); ++i) {
        Item item;
        const SnapshotFault fault = read((*list)[i], object.pathOf(key) + "/" + std::to_string(i), item);
        if (!fault.error.empty())
            object.fault(fault.path, fault.error);
        into.push_back(std::move(item));
    }
}

}  // namespace slipway::protocol
