#include "products/sqlite_store.h"

#include <algorithm>

#include "kit/log.h"
#include "kit/sql_keys.h"
#include "products/sqlite_rows.h"

namespace shop::products {

namespace {

using kit::SqlConnection;

/// A key stands for one kind of work: the same one may make a product and reserve another.
kit::Idempotency scoped(const std::string& scope, const kit::Idempotency& once) {
    return {once.key.empty() ? "" : scope + ":" + once.key, once.request};
}

class SqliteStore final : public Store {
  public:
    explicit SqliteStore(std::shared_ptr<kit::SqlDatabase> database) : m_database(std::move(database)) {}

    Result<> prepare(bool withSamples) {
        return m_database->migrate(
            "products", {[&](SqlConnection& connection) -> Result<> {
                auto done = connection.execute(rows::kSchema);
                done = done ? m_keys.create(connection) : done;
                for (Product product : withSamples ? sampleCatalogue() : std::vector<Product>{}) {
                    product.createdMs = product.updatedMs = kit::nowMs();
                    done = done ? rows::insert(connection, product) : done;
                }
                return done;
            }});
    }

    Result<ProductPage> list(std::int64_t limit, const std::string& after) override {
        return m_database->read<ProductPage>(
            [&](SqlConnection& connection) { return rows::list(connection, limit, after); });
    }

    Result<Product> get(const std::string& id) override {
        return m_database->read<Product>([&](SqlConnection& connection) { return rows::load(connection, id); });
    }

    Result<Product> add(const Product& product, const kit::Idempotency& once) override {
        return m_database->write<Product>([&](SqlConnection& connection) -> Result<Product> {
            const kit::Idempotency key = scoped("add", once);
            auto before = m_keys.find(connection, key);
            if (!before) {
                return tl::unexpected(before.error());
            }
            if (*before) {
                return rows::load(connection, **before);
            }
            auto done = rows::insert(connection, product);
            done = done ? m_keys.remember(connection, key, product.id, product.createdMs) : done;
            return done ? Result<Product>(product) : tl::unexpected(done.error());
        });
    }

    Result<Product> change(const std::string& id, const ProductChange& change, std::optional<std::int64_t> ifVersion,
                           std::int64_t nowMs) override {
        return m_database->write<Product>([&](SqlConnection& connection) -> Result<Product> {
            auto product = rows::load(connection, id);
            if (!product) {
                return product;
            }
            product = changed(std::move(*product), change, ifVersion);
            if (!product) {
                return product;
            }
            return rows::save(connection, std::move(*product), nowMs);
        });
    }

    Result<Reservation> reserve(const Reservation& wanted, const kit::Idempotency& once) override {
        return m_database->write<Reservation>([&](SqlConnection& connection) -> Result<Reservation> {
            auto product = rows::load(connection, wanted.productId);
            if (!product) {
                return tl::unexpected(product.error());
            }
            const kit::Idempotency key = scoped("reserve:" + wanted.productId, once);
            auto before = m_keys.find(connection, key);
            if (!before) {
                return tl::unexpected(before.error());
            }
            if (*before) {
                return rows::loadReservation(connection, wanted.productId, **before);
            }
            auto taken = take(connection, std::move(*product), wanted.quantity, wanted.createdMs);
            if (!taken) {
                return tl::unexpected(taken.error());
            }
            Reservation made = wanted;
            made.unitPrice = *taken;
            auto done = rows::insert(connection, made);
            done = done ? m_keys.remember(connection, key, made.id, made.createdMs) : done;
            return done ? Result<Reservation>(std::move(made)) : tl::unexpected(done.error());
        });
    }

    Result<> release(const std::string& productId, const std::string& reservationId, std::int64_t nowMs) override {
        return m_database->write<void>([&](SqlConnection& connection) -> Result<> {
            const auto reservation = rows::loadReservation(connection, productId, reservationId);
            if (!reservation) {
                return tl::unexpected(reservation.error());
            }
            if (reservation->released) {
                return {};
            }
            auto done = giveBack(connection, productId, reservation->quantity, nowMs);
            return done ? rows::markReleased(connection, reservationId, nowMs) : done;
        });
    }

    Result<Hold> hold(const Hold& wanted) override {
        return m_database->write<Hold>([&](SqlConnection& connection) -> Result<Hold> {
            auto before = rows::loadHold(connection, wanted.reference);
            if (!before) {
                return tl::unexpected(before.error());
            }
            if (*before) {
                return again(**before, wanted);
            }
            Hold made = wanted;
            for (Hold::Line& line : made.lines) {
                auto product = rows::load(connection, line.productId);
                if (!product) {
                    return tl::unexpected(product.error());
                }
                auto taken = take(connection, std::move(*product), line.quantity, made.createdMs);
                if (!taken) {
                    return tl::unexpected(taken.error());
                }
                line.unitPrice = *taken;
                if (line.unitPrice.currency != made.lines.front().unitPrice.currency) {
                    return fail(Fault::Invalid, "mixed_currencies", "All products of an order must have one currency.");
                }
            }
            const auto done = rows::insert(connection, made);
            return done ? Result<Hold>(std::move(made)) : tl::unexpected(done.error());
        });
    }

    Result<> letGo(const std::string& reference, std::int64_t nowMs) override {
        return m_database->write<void>([&](SqlConnection& connection) -> Result<> {
            const auto found = rows::loadHold(connection, reference);
            if (!found) {
                return tl::unexpected(found.error());
            }
            if (!*found) {
                return rows::insert(connection, Hold{reference, {}, nowMs, true});
            }
            if ((*found)->released) {
                return {};
            }
            Result<> done;
            for (const Hold::Line& line : (*found)->lines) {
                done = done ? giveBack(connection, line.productId, line.quantity, nowMs) : done;
            }
            return done ? rows::markLetGo(connection, reference) : done;
        });
    }

    Result<> check() override { return m_database->check(); }

  private:
    /// The price that it is taken at.
    static Result<Money> take(SqlConnection& connection, Product product, std::int64_t quantity, std::int64_t nowMs) {
        if (product.stock < quantity) {
            return fail(Fault::Conflict, "out_of_stock",
                        "Only " + std::to_string(product.stock) + " of " + product.name + " are left.");
        }
        product.stock -= quantity;
        return rows::save(connection, std::move(product), nowMs).map([](const Product& saved) { return saved.price; });
    }

    static Result<> giveBack(SqlConnection& connection, const std::string& productId, std::int64_t quantity,
                             std::int64_t nowMs) {
        auto product = rows::load(connection, productId);
        if (!product) {
            return tl::unexpected(product.error());
        }
        product->stock += quantity;
        return rows::save(connection, std::move(*product), nowMs).map([](const Product&) {});
    }

    static Result<Hold> again(const Hold& before, const Hold& wanted) {
        if (before.released) {
            return fail(Fault::Conflict, "released", "The stock under this reference was let go.");
        }
        const bool same = std::equal(before.lines.begin(), before.lines.end(), wanted.lines.begin(), wanted.lines.end(),
                                     [](const Hold::Line& a, const Hold::Line& b) {
                                         return a.productId == b.productId && a.quantity == b.quantity;
                                     });
        return same ? Result<Hold>(before) : fail(Fault::Conflict, kit::kReusedKey, kit::kReusedKeyMessage);
    }

    std::shared_ptr<kit::SqlDatabase> m_database;
    kit::SqlKeys m_keys{"products_keys"};
};

}  // namespace

Result<std::unique_ptr<Store>> storeIn(std::shared_ptr<kit::SqlDatabase> database, bool withSamples) {
    auto store = std::make_unique<SqliteStore>(std::move(database));
    if (auto prepared = store->prepare(withSamples); !prepared) {
        return tl::unexpected(prepared.error());
    }
    return Result<std::unique_ptr<Store>>(std::move(store));
}

}  // namespace shop::products
