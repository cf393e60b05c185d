#pragma once

#include <compare>
#include <functional>
#include <string>
#include <utility>

namespace slipway {

/// A name that can't be taken for another kind of name: Id<struct ServiceTag>.
template <class Tag>
class Id {
  public:
    Id() = default;
    explicit Id(std::string text) : m_text(std::move(text)) {}
    const std::string& str() const { return m_text; }
    bool empty() const { return m_text.empty(); }
    auto operator<=>(const Id&) const = default;

  private:
    std::string m_text;
};

using ProjectName = Id<struct ProjectNameTag>;
using ServiceName = Id<struct ServiceNameTag>;
using TeamName = Id<struct TeamNameTag>;
using InstanceId = Id<struct InstanceIdTag>;    ///< "users-3"
using OperationId = Id<struct OperationIdTag>;  ///< "op-17"
using RolloutId = Id<struct RolloutIdTag>;      ///< "ro-5"

}  // namespace slipway

template <class Tag>
struct std::hash<slipway::Id<Tag>> {
    size_t operator()(const slipway::Id<Tag>& id) const noexcept { return std::hash<std::string>()(id.str()); }
};
