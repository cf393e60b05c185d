#include "kit/sql.h"

namespace shop::kit {

Statement::Statement(Statement&& other) noexcept : m_prepared(other.m_prepared) {
    other.m_prepared = nullptr;
}

Statement::~Statement() {
    if (m_prepared != nullptr) {
        m_prepared->reset();
    }
}

Statement& Statement::bind(int index, std::string_view text) {
    m_prepared->bind(index, text);
    return *this;
}

Statement& Statement::bind(int index, std::int64_t number) {
    m_prepared->bind(index, number);
    return *this;
}

Statement& Statement::bindNull(int index) {
    m_prepared->bindNull(index);
    return *this;
}

Result<bool> Statement::step() {
    return m_prepared->step();
}

Result<> Statement::run() {
    return step().map([](bool) {});
}

std::string Statement::text(int column) const {
    return m_prepared->text(column);
}

std::int64_t Statement::integer(int column) const {
    return m_prepared->integer(column);
}

bool Statement::isNull(int column) const {
    return m_prepared->isNull(column);
}

}  // namespace shop::kit
