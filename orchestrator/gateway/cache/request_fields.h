#pragma once

#include <string>
#include <string_view>

#include "http/field_table.h"

namespace slipway::gateway::cache {

/// A request's fields by name, whether they are still where they were parsed, or kept.
class RequestFields {
  public:
    /// All values of the field as one; false when there is none.
    virtual bool combined(std::string_view name, std::string& into) const = 0;

  protected:
    ~RequestFields() = default;
};

class TableFields final : public RequestFields {
  public:
    explicit TableFields(const http::FieldTable& table) : m_table(table) {}
    bool combined(std::string_view name, std::string& into) const override;

  private:
    const http::FieldTable& m_table;
};

/// Lines as in field_text.h.
class TextFields final : public RequestFields {
  public:
    explicit TextFields(std::string_view lines) : m_lines(lines) {}
    bool combined(std::string_view name, std::string& into) const override;

  private:
    std::string_view m_lines;
};

/// A copy as lines, for when the head is gone.
std::string keptFields(const http::FieldTable& table);

}  // namespace slipway::gateway::cache
