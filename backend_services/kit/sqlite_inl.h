#pragma once

// The templates of sqlite.h.

#include "kit/request_context.h"

namespace shop::kit {

template <class T>
Result<T> SqliteDatabase::read(const std::function<Result<T>(SqliteConnection&)>& work) {
    const PhaseScope phase(Phase::Store);
    auto connection = take();
    if (!connection) {
        return tl::unexpected(connection.error());
    }
    Result<T> result = work(**connection);
    giveBack(std::move(*connection));
    return result;
}

template <class T>
Result<T> SqliteDatabase::write(const std::function<Result<T>(SqliteConnection&)>& work) {
    const PhaseScope phase(Phase::Store);
    const std::lock_guard turn(m_writeMutex);
    auto connection = take();
    if (!connection) {
        return tl::unexpected(connection.error());
    }
    if (auto begun = (*connection)->execute("BEGIN IMMEDIATE"); !begun) {
        return tl::unexpected(begun.error());
    }
    Result<T> result = work(**connection);
    if (result) {
        if (auto done = (*connection)->execute("COMMIT"); !done) {
            result = tl::unexpected(done.error());
        }
    }
    if (!result && !(*connection)->execute("ROLLBACK")) {
        return result;  // in an unknown state: this connection is closed, not given back
    }
    giveBack(std::move(*connection));
    return result;
}

}  // namespace shop::kit
