#include "orders/sql_store.h"

#include "kit/postgres.h"
#include "kit/sql_keys.h"
#include "kit/sqlite.h"
#include "orders/postgres_schema.h"
#include "orders/sql_purchases.h"
#include "orders/sql_rows.h"

namespace shop::orders {

namespace {

using kit::SqlConnection;

tl::unexpected<Error> noOrder(const std::string& id) {
    return fail(Fault::NotFound, "no_such_order", "There is no order " + id + ".");
}

Step reserveStep(const Line& line, std::int64_t attempt) {
    return {Step::Kind::Reserve, line.productId, line.quantity, {}, attempt};
}

class SqlStore final : public Store {
  public:
    explicit SqlStore(std::shared_ptr<kit::SqlDatabase> database) : m_database(std::move(database)) {}

    Result<> prepareSqlite() {
        return m_database->migrate("orders",
                                   {[this](SqlConnection& connection) -> Result<> {
                                        auto made = connection.execute(rows::kSchema);
                                        return made ? m_keys.create(connection) : made;
                                    },
                                    [](SqlConnection& connection) { return connection.execute(purchases::kSchema); }});
    }
    Result<> preparePostgres() {
        return m_database->migrate("orders",
                                   {[](SqlConnection& connection) { return connection.execute(kPostgresSchema); }});
    }

    Result<std::optional<Order>> find(const kit::Idempotency& once) override {
        return m_database->read<std::optional<Order>>([&](SqlConnection& connection) -> Result<std::optional<Order>> {
            auto id = m_keys.find(connection, once);
            if (!id) {
                return tl::unexpected(id.error());
            }
            return *id ? rows::find(connection, **id) : Result<std::optional<Order>>(std::nullopt);
        });
    }

    Result<Begun> begin(const Order& fresh, const kit::Idempotency& once, std::int64_t claimsBefore) override {
        return m_database->write<Begun>([&](SqlConnection& connection) -> Result<Begun> {
            auto id = m_keys.find(connection, once);
            if (!id) {
                return tl::unexpected(id.error());
            }
            auto before = *id ? rows::find(connection, **id) : Result<std::optional<Order>>(std::nullopt);
            if (!before) {
                return tl::unexpected(before.error());
            }
            return *before ? again(connection, std::move(**before), fresh.createdMs, claimsBefore)
                           : first(connection, fresh, once);
        });
    }

    Result<> reserved(const Order& order, const std::vector<Step>& steps) override {
        return m_database->write<void>([&](SqlConnection& connection) -> Result<> {
            if (auto current = expect(connection, order, State::Pending); !current) {
                return current;
            }
            for (const Step& step : steps) {
                if (auto noted = rows::insertStep(connection, order.id, step); !noted) {
                    return noted;
                }
            }
            const auto claimed = rows::claimedMs(connection, order.id);
            return claimed ? rows::update(connection, order, *claimed) : tl::unexpected(claimed.error());
        });
    }

    Result<Order> finish(const Order& order, State from, const std::vector<Step>& undone) override {
        return m_database->write<Order>([&](SqlConnection& connection) -> Result<Order> {
            if (auto current = expect(connection, order, from); !current) {
                return tl::unexpected(current.error());
            }
            for (const Step& step : undone) {
                if (auto removed = rows::removeStep(connection, order.id, step); !removed) {
                    return tl::unexpected(removed.error());
                }
            }
            if (auto saved = rows::update(connection, order, 0); !saved) {
                return tl::unexpected(saved.error());
            }
            const auto marked = rows::refreshMark(connection, order.id);
            return marked ? Result<Order>(order) : tl::unexpected(marked.error());
        });
    }

    Result<Order> beginCancel(const std::string& id, std::int64_t nowMs) override {
        return m_database->write<Order>([&](SqlConnection& connection) -> Result<Order> {
            auto order = rows::find(connection, id);
            if (!order) {
                return tl::unexpected(order.error());
            }
            if (!*order) {
                return noOrder(id);
            }
            if ((*order)->state == State::Cancelled) {
                return std::move(**order);
            }
            if ((*order)->state != State::Placed) {
                return fail(Fault::Conflict, "not_placed",
                            std::string("The order is ") + stateName((*order)->state) + ", so it cannot be cancelled.");
            }
            (*order)->state = State::Cancelling;
            (*order)->updatedMs = nowMs;
            if (auto saved = rows::update(connection, **order, nowMs); !saved) {
                return tl::unexpected(saved.error());
            }
            const auto marked = rows::refreshMark(connection, id);
            return marked ? Result<Order>(std::move(**order)) : tl::unexpected(marked.error());
        });
    }

    Result<Order> get(const std::string& id) override {
        return m_database->read<Order>([&](SqlConnection& connection) -> Result<Order> {
            auto order = rows::find(connection, id);
            if (!order) {
                return tl::unexpected(order.error());
            }
            return *order ? Result<Order>(std::move(**order)) : noOrder(id);
        });
    }

    Result<OrderPage> list(const std::string& userId, std::int64_t limit, const std::string& before) override {
        return m_database->read<OrderPage>([&](SqlConnection& connection) -> Result<OrderPage> {
            constexpr const char* kColumns =
                "SELECT id, user_id, state, currency, total, points, failure_code, failure_message, attempt, "
                "created_ms,"
                " updated_ms, reference FROM orders WHERE ";
            const std::string sql = std::string(kColumns) + (userId.empty() ? "?1 = '' AND " : "user_id = ?1 AND ") +
                                    "(?2 = '' OR id < ?2) ORDER BY id DESC LIMIT ?3";
            OrderPage page;
            {
                auto statement = connection.prepare(sql);
                if (!statement) {
                    return tl::unexpected(statement.error());
                }
                statement->bind(1, userId).bind(2, before).bind(3, limit + 1);
                auto row = statement->step();
                for (; row && *row; row = statement->step()) {
                    if (static_cast<std::int64_t>(page.items.size()) == limit) {
                        page.more = true;
                        break;
                    }
                    page.items.push_back(rows::readOrder(*statement));
                }
                if (!row) {
                    return tl::unexpected(row.error());
                }
            }
            for (Order& order : page.items) {
                if (auto lines = rows::readLines(connection, order); !lines) {
                    return tl::unexpected(lines.error());
                }
            }
            return page;
        });
    }

    Result<std::optional<Unsettled>> claimUnsettled(std::int64_t claimsBefore, std::int64_t retriesBefore,
                                                    std::int64_t nowMs) override {
        const auto pick = [&](SqlConnection& connection) {
            return oldestUnsettled(connection, claimsBefore, retriesBefore);
        };
        // Almost always there is none, and a look at it takes no write lock.
        const auto any = m_database->read<std::string>(pick);
        if (!any) {
            return tl::unexpected(any.error());
        }
        if (any->empty()) {
            return std::nullopt;
        }
        return m_database->write<std::optional<Unsettled>>(
            [&](SqlConnection& connection) -> Result<std::optional<Unsettled>> {
                const auto id = pick(connection);
                if (!id) {
                    return tl::unexpected(id.error());
                }
                if (id->empty()) {
                    return std::nullopt;  // another instance was quicker
                }
                if (auto claimed = rows::claim(connection, *id, nowMs); !claimed) {
                    return tl::unexpected(claimed.error());
                }
                auto order = rows::find(connection, *id);
                auto steps = rows::steps(connection, *id, std::nullopt);
                if (!order || !steps) {
                    return tl::unexpected(!order ? order.error() : steps.error());
                }
                const bool keepsOwn = (*order)->state != State::Failed && (*order)->state != State::Cancelled;
                std::erase_if(*steps, [&](const Step& step) { return keepsOwn && step.attempt == (*order)->attempt; });
                return std::optional(Unsettled{std::move(**order), std::move(*steps)});
            });
    }

    Result<std::vector<Step>> steps(const Order& order) override {
        return m_database->read<std::vector<Step>>(
            [&](SqlConnection& connection) { return rows::steps(connection, order.id, order.attempt); });
    }

    Result<> undone(const std::string& orderId, const Step& step) override {
        return m_database->write<void>([&](SqlConnection& connection) -> Result<> {
            auto removed = rows::removeStep(connection, orderId, step);
            return removed ? rows::refreshMark(connection, orderId) : removed;
        });
    }

    Result<Order> purchase(const Order& order) override {
        return m_database->write<Order>(
            [&](SqlConnection& connection) { return purchases::purchase(connection, order); });
    }
    Result<> undoPurchase(const std::string& reference, std::int64_t nowMs) override {
        return m_database->write<void>(
            [&](SqlConnection& connection) { return purchases::undo(connection, reference, nowMs); });
    }
    Result<Payment> pay(const Payment& payment, std::int64_t nowMs) override {
        return m_database->write<Payment>(
            [&](SqlConnection& connection) { return purchases::pay(connection, payment, nowMs); });
    }
    Result<> refund(const std::string& reference, std::int64_t nowMs) override {
        return m_database->write<void>(
            [&](SqlConnection& connection) { return purchases::refund(connection, reference, nowMs); });
    }

    Result<> check() override { return m_database->check(); }

  private:
    Result<Begun> first(SqlConnection& connection, const Order& fresh, const kit::Idempotency& once) {
        auto done = rows::insert(connection, fresh, fresh.createdMs);
        for (const Line& line : fresh.lines) {
            done = done ? rows::insertStep(connection, fresh.id, reserveStep(line, fresh.attempt)) : done;
        }
        done = done ? m_keys.remember(connection, once, fresh.id, fresh.createdMs) : done;
        return done ? Result<Begun>(Begun{fresh, true}) : tl::unexpected(done.error());
    }

    Result<Begun> again(SqlConnection& connection, Order order, std::int64_t nowMs, std::int64_t claimsBefore) {
        const auto claimed = rows::claimedMs(connection, order.id);
        if (!claimed) {
            return tl::unexpected(claimed.error());
        }
        const bool orphaned = order.state == State::Pending && *claimed < claimsBefore;
        if (order.state != State::Failed && !orphaned) {
            return Begun{std::move(order), false};
        }
        ++order.attempt;
        order.state = State::Pending;
        order.currency.clear();
        order.total = order.points = 0;
        order.failureCode.clear();
        order.failureMessage.clear();
        order.updatedMs = nowMs;
        auto done = rows::update(connection, order, nowMs);
        for (const Line& line : order.lines) {
            done = done ? rows::insertStep(connection, order.id, reserveStep(line, order.attempt)) : done;
        }
        done = done ? rows::refreshMark(connection, order.id) : done;
        return done ? Result<Begun>(Begun{std::move(order), true}) : tl::unexpected(done.error());
    }

    /// Conflict, code `superseded`, unless the order is in this state and this attempt.
    static Result<> expect(SqlConnection& connection, const Order& order, State state) {
        const auto current = rows::find(connection, order.id);
        if (!current) {
            return tl::unexpected(current.error());
        }
        if (!*current) {
            return noOrder(order.id);
        }
        if ((*current)->state != state || (*current)->attempt != order.attempt) {
            return fail(Fault::Conflict, "superseded", "Somebody else has taken over this order.");
        }
        return {};
    }

    /// Its id, or an empty string.
    static Result<std::string> oldestUnsettled(SqlConnection& connection, std::int64_t claimsBefore,
                                               std::int64_t retriesBefore) {
        auto statement = connection.prepare(
            "SELECT id FROM orders WHERE unsettled = 1 AND claimed_ms < CASE WHEN state IN ('pending', 'cancelling') "
            "THEN ?1"
            " ELSE ?2 END ORDER BY claimed_ms LIMIT 1");
        if (!statement) {
            return tl::unexpected(statement.error());
        }
        const auto row = statement->bind(1, claimsBefore).bind(2, retriesBefore).step();
        if (!row) {
            return tl::unexpected(row.error());
        }
        return *row ? statement->text(0) : std::string();
    }

    std::shared_ptr<kit::SqlDatabase> m_database;
    kit::SqlKeys m_keys{"orders_keys"};
};

}  // namespace

Result<std::unique_ptr<Store>> storeIn(std::shared_ptr<kit::SqlDatabase> sqlite) {
    auto store = std::make_unique<SqlStore>(std::move(sqlite));
    if (auto prepared = store->prepareSqlite(); !prepared) {
        return tl::unexpected(prepared.error());
    }
    return Result<std::unique_ptr<Store>>(std::move(store));
}

Result<std::unique_ptr<Store>> openSqliteStore(const std::string& path) {
    auto database = kit::SqliteDatabase::open(path);
    if (!database) {
        return tl::unexpected(database.error());
    }
    return storeIn(std::move(*database));
}

Result<std::unique_ptr<Store>> openPostgresStore(const std::string& url) {
    auto database = kit::openPostgres(url);
    if (!database) {
        return tl::unexpected(database.error());
    }
    auto store = std::make_unique<SqlStore>(std::move(*database));
    if (auto prepared = store->preparePostgres(); !prepared) {
        return tl::unexpected(prepared.error());
    }
    return Result<std::unique_ptr<Store>>(std::move(store));
}

}  // namespace shop::orders
