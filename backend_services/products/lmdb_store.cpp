#include "products/lmdb_store.h"

#include <algorithm>

#include "kit/log.h"
#include "kit/request_context.h"
#include "products/lmdb.h"
#include "products/record.h"

namespace shop::products {

namespace {

using kit::Phase;
using kit::PhaseScope;
using Kind = LmdbTransaction::Kind;

/// Of address space, not of disk or memory: the file grows as it is written.
constexpr std::size_t kMapBytes = std::size_t{1} << 30;
constexpr std::string_view kSchemaKey = "schema";
constexpr std::string_view kSchema = "1";
/// Expired entries that a write takes along: more than it makes, so the backlog shrinks.
constexpr int kSweepEach = 4;

tl::unexpected<Error> corrupt(const char* what) {
    return fail(Fault::Internal, "store", std::string(what) + " is corrupt");
}

tl::unexpected<Error> noProduct(const std::string& id) {
    return fail(Fault::NotFound, "no_such_product", "There is no product " + id + ".");
}

std::string reservationKey(const std::string& productId, const std::string& id) {
    return productId + '\0' + id;
}

class LmdbStore final : public Store {
  public:
    explicit LmdbStore(std::unique_ptr<LmdbEnvironment> environment) : m_environment(std::move(environment)) {}

    Result<> prepare(bool withSamples) {
        auto txn = LmdbTransaction::begin(*m_environment, Kind::Write);
        if (!txn) {
            return tl::unexpected(txn.error());
        }
        for (const auto& [name, database] :
             {std::pair{"products", &m_products}, std::pair{"reservations", &m_reservations},
              std::pair{"holds", &m_holds}, std::pair{"keys", &m_keys}, std::pair{"expiry", &m_expiry},
              std::pair{"meta", &m_meta}}) {
            auto opened = txn->openDatabase(name);
            if (!opened) {
                return tl::unexpected(opened.error());
            }
            *database = *opened;
        }
        auto schema = txn->find(m_meta, kSchemaKey);
        if (!schema) {
            return tl::unexpected(schema.error());
        }
        if (*schema && **schema != kSchema) {
            return fail(Fault::Internal, "store_too_new",
                        "the products' file was written by a newer version of this service");
        }
        if (!*schema) {
            if (auto put = txn->put(m_meta, kSchemaKey, kSchema); !put) {
                return put;
            }
            for (Product product : withSamples ? sampleCatalogue() : std::vector<Product>{}) {
                product.createdMs = product.updatedMs = kit::nowMs();
                if (auto put = txn->put(m_products, product.id, encodeProduct(product)); !put) {
                    return put;
                }
            }
        }
        return txn->commit();
    }

    Result<ProductPage> list(std::int64_t limit, const std::string& after) override {
        const PhaseScope phase(Phase::Store);
        auto txn = LmdbTransaction::begin(*m_environment, Kind::Read);
        if (!txn) {
            return tl::unexpected(txn.error());
        }
        auto cursor = LmdbCursor::open(*txn, m_products);
        if (!cursor) {
            return tl::unexpected(cursor.error());
        }
        ProductPage page;
        page.items.reserve(static_cast<std::size_t>(limit));
        auto entry = cursor->seek(after);
        while (entry && *entry) {
            if ((*entry)->key != after) {
                if (static_cast<std::int64_t>(page.items.size()) == limit) {
                    page.more = true;
                    break;
                }
                auto product = decodeProduct((*entry)->key, (*entry)->value);
                if (!product) {
                    return corrupt("a product");
                }
                page.items.push_back(std::move(*product));
            }
            entry = cursor->next();
        }
        if (!entry) {
            return tl::unexpected(entry.error());
        }
        return page;
    }

    Result<Product> get(const std::string& id) override {
        const PhaseScope phase(Phase::Store);
        auto txn = LmdbTransaction::begin(*m_environment, Kind::Read);
        return txn ? load(*txn, id) : tl::unexpected(txn.error());
    }

    Result<Product> add(const Product& product, const kit::Idempotency& once) override {
        return write<Product>([&](LmdbTransaction& txn) -> Result<Product> {
            auto before = earlier(txn, "add", once);
            if (!before) {
                return tl::unexpected(before.error());
            }
            if (*before) {
                return load(txn, **before);
            }
            if (auto put = txn.put(m_products, product.id, encodeProduct(product)); !put) {
                return tl::unexpected(put.error());
            }
            if (auto noted = remember(txn, "add", once, product.id, product.createdMs); !noted) {
                return tl::unexpected(noted.error());
            }
            return product;
        });
    }

    Result<Product> change(const std::string& id, const ProductChange& change, std::optional<std::int64_t> ifVersion,
                           std::int64_t nowMs) override {
        return write<Product>([&](LmdbTransaction& txn) -> Result<Product> {
            auto product = load(txn, id);
            if (!product) {
                return product;
            }
            product = changed(std::move(*product), change, ifVersion);
            if (!product) {
                return product;
            }
            return save(txn, std::move(*product), nowMs);
        });
    }

    Result<Reservation> reserve(const Reservation& wanted, const kit::Idempotency& once) override {
        const std::string scope = "reserve:" + wanted.productId;
        return write<Reservation>([&](LmdbTransaction& txn) -> Result<Reservation> {
            auto product = load(txn, wanted.productId);
            if (!product) {
                return tl::unexpected(product.error());
            }
            auto before = earlier(txn, scope, once);
            if (!before) {
                return tl::unexpected(before.error());
            }
            if (*before) {
                return loadReservation(txn, wanted.productId, **before);
            }
            if (product->stock < wanted.quantity) {
                return fail(Fault::Conflict, "out_of_stock",
                            "Only " + std::to_string(product->stock) + " of " + product->name + " are left.");
            }
            Reservation made = wanted;
            made.unitPrice = product->price;
            product->stock -= made.quantity;
            if (auto saved = save(txn, std::move(*product), made.createdMs); !saved) {
                return tl::unexpected(saved.error());
            }
            if (auto put = txn.put(m_reservations, reservationKey(made.productId, made.id), encodeReservation(made));
                !put) {
                return tl::unexpected(put.error());
            }
            if (auto noted = remember(txn, scope, once, made.id, made.createdMs); !noted) {
                return tl::unexpected(noted.error());
            }
            return made;
        });
    }

    Result<> release(const std::string& productId, const std::string& reservationId, std::int64_t nowMs) override {
        return write<void>([&](LmdbTransaction& txn) -> Result<> {
            auto reservation = loadReservation(txn, productId, reservationId);
            if (!reservation) {
                return tl::unexpected(reservation.error());
            }
            if (reservation->released) {
                return {};
            }
            auto product = load(txn, productId);
            if (!product) {
                return tl::unexpected(product.error());
            }
            product->stock += reservation->quantity;
            if (auto saved = save(txn, std::move(*product), nowMs); !saved) {
                return tl::unexpected(saved.error());
            }
            reservation->released = true;
            const std::string key = reservationKey(productId, reservationId);
            if (auto put = txn.put(m_reservations, key, encodeReservation(*reservation)); !put) {
                return put;
            }
            return expire(txn, 'r', key, nowMs + kit::kIdempotencyMs);
        });
    }

    Result<Hold> hold(const Hold& wanted) override {
        return write<Hold>([&](LmdbTransaction& txn) -> Result<Hold> {
            auto before = loadHold(txn, wanted.reference);
            if (!before) {
                return tl::unexpected(before.error());
            }
            if (*before) {
                return again(**before, wanted);
            }
            Hold made = wanted;
            for (Hold::Line& line : made.lines) {
                auto product = load(txn, line.productId);
                if (!product) {
                    return tl::unexpected(product.error());
                }
                if (product->stock < line.quantity) {
                    return fail(Fault::Conflict, "out_of_stock",
                                "Only " + std::to_string(product->stock) + " of " + product->name + " are left.");
                }
                line.unitPrice = product->price;
                if (line.unitPrice.currency != made.lines.front().unitPrice.currency) {
                    return fail(Fault::Invalid, "mixed_currencies", "All products of an order must have one currency.");
                }
                product->stock -= line.quantity;
                if (auto saved = save(txn, std::move(*product), made.createdMs); !saved) {
                    return tl::unexpected(saved.error());
                }
            }
            const auto put = txn.put(m_holds, made.reference, encodeHold(made));
            return put ? Result<Hold>(std::move(made)) : tl::unexpected(put.error());
        });
    }

    Result<> letGo(const std::string& reference, std::int64_t nowMs) override {
        return write<void>([&](LmdbTransaction& txn) -> Result<> {
            auto found = loadHold(txn, reference);
            if (!found) {
                return tl::unexpected(found.error());
            }
            Hold hold = found->value_or(Hold{reference, {}, nowMs, false});
            if (hold.released) {
                return {};
            }
            for (const Hold::Line& line : hold.lines) {
                auto product = load(txn, line.productId);
                if (!product) {
                    return tl::unexpected(product.error());
                }
                product->stock += line.quantity;
                if (auto saved = save(txn, std::move(*product), nowMs); !saved) {
                    return tl::unexpected(saved.error());
                }
            }
            hold.released = true;
            if (auto put = txn.put(m_holds, reference, encodeHold(hold)); !put) {
                return put;
            }
            return expire(txn, 'h', reference, nowMs + kit::kIdempotencyMs);
        });
    }

    Result<> check() override {
        const PhaseScope phase(Phase::Store);
        m_environment->forgetDeadReaders();
        auto txn = LmdbTransaction::begin(*m_environment, Kind::Read);
        if (!txn) {
            return tl::unexpected(txn.error());
        }
        return txn->find(m_meta, kSchemaKey).map([](const auto&) {});
    }

  private:
    template <class T, class Body>
    Result<T> write(Body&& body) {
        const PhaseScope phase(Phase::Store);
        auto txn = LmdbTransaction::begin(*m_environment, Kind::Write);
        if (!txn) {
            return tl::unexpected(txn.error());
        }
        Result<T> result = body(*txn);
        if (!result) {
            return result;
        }
        if (auto swept = sweep(*txn); !swept) {
            return tl::unexpected(swept.error());
        }
        if (auto done = txn->commit(); !done) {
            return tl::unexpected(done.error());
        }
        return result;
    }

    Result<Product> load(LmdbTransaction& txn, const std::string& id) {
        auto bytes = txn.find(m_products, id);
        if (!bytes) {
            return tl::unexpected(bytes.error());
        }
        if (!*bytes) {
            return noProduct(id);
        }
        auto product = decodeProduct(id, **bytes);
        return product ? Result<Product>(std::move(*product)) : corrupt("a product");
    }

    Result<Product> save(LmdbTransaction& txn, Product product, std::int64_t nowMs) {
        product.updatedMs = nowMs;
        ++product.version;
        if (auto put = txn.put(m_products, product.id, encodeProduct(product)); !put) {
            return tl::unexpected(put.error());
        }
        return product;
    }

    Result<Reservation> loadReservation(LmdbTransaction& txn, const std::string& productId, const std::string& id) {
        auto bytes = txn.find(m_reservations, reservationKey(productId, id));
        if (!bytes) {
            return tl::unexpected(bytes.error());
        }
        if (!*bytes) {
            return fail(Fault::NotFound, "no_such_reservation", "There is no reservation " + id + " of this product.");
        }
        auto reservation = decodeReservation(**bytes);
        return reservation ? Result<Reservation>(std::move(*reservation)) : corrupt("a reservation");
    }

    Result<std::optional<Hold>> loadHold(LmdbTransaction& txn, const std::string& reference) {
        auto bytes = txn.find(m_holds, reference);
        if (!bytes) {
            return tl::unexpected(bytes.error());
        }
        if (!*bytes) {
            return std::nullopt;
        }
        auto hold = decodeHold(reference, **bytes);
        return hold ? Result<std::optional<Hold>>(std::move(hold)) : corrupt("a hold");
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

    /// The id that this key led to before; nothing where it is new or there is none.
    Result<std::optional<std::string>> earlier(LmdbTransaction& txn, const std::string& scope,
                                               const kit::Idempotency& once) {
        if (once.key.empty()) {
            return std::nullopt;
        }
        auto bytes = txn.find(m_keys, scope + '\0' + once.key);
        if (!bytes) {
            return tl::unexpected(bytes.error());
        }
        if (!*bytes) {
            return std::nullopt;
        }
        auto record = decodeKey(**bytes);
        if (!record) {
            return corrupt("an idempotency key");
        }
        if (record->request != once.request) {
            return fail(Fault::Conflict, kit::kReusedKey, kit::kReusedKeyMessage);
        }
        return std::optional(std::move(record->resultId));
    }

    Result<> remember(LmdbTransaction& txn, const std::string& scope, const kit::Idempotency& once,
                      const std::string& resultId, std::int64_t nowMs) {
        if (once.key.empty()) {
            return {};
        }
        const std::string key = scope + '\0' + once.key;
        if (auto put = txn.put(m_keys, key, encodeKey({nowMs, once.request, resultId})); !put) {
            return put;
        }
        return expire(txn, 'k', key, nowMs + kit::kIdempotencyMs);
    }

    Result<> expire(LmdbTransaction& txn, char kind, const std::string& key, std::int64_t atMs) {
        return txn.put(m_expiry, sortableNumber(atMs) + kind + key, {});
    }

    /// Removes what has expired, a few entries a write, oldest first.
    Result<> sweep(LmdbTransaction& txn) {
        const std::int64_t now = kit::nowMs();
        for (int i = 0; i < kSweepEach; ++i) {
            std::string key;
            {
                auto cursor = LmdbCursor::open(txn, m_expiry);
                if (!cursor) {
                    return tl::unexpected(cursor.error());
                }
                auto entry = cursor->seek({});
                if (!entry) {
                    return tl::unexpected(entry.error());
                }
                if (!*entry || (*entry)->key.size() < 9 || fromSortable((*entry)->key) > now) {
                    return {};
                }
                key = (*entry)->key;
            }
            if (auto erased = txn.erase(m_expiry, key); !erased) {
                return erased;
            }
            if (auto erased = txn.erase(key[8] == 'k'   ? m_keys
                                        : key[8] == 'h' ? m_holds
                                                        : m_reservations,
                                        key.substr(9));
                !erased) {
                return erased;
            }
        }
        return {};
    }

    std::unique_ptr<LmdbEnvironment> m_environment;
    MDB_dbi m_products = 0;
    MDB_dbi m_reservations = 0;
    MDB_dbi m_holds = 0;
    MDB_dbi m_keys = 0;
    MDB_dbi m_expiry = 0;
    MDB_dbi m_meta = 0;
};

}  // namespace

Result<std::unique_ptr<Store>> openLmdbStore(const std::string& path, bool withSamples) {
    auto environment = LmdbEnvironment::open(path, kMapBytes, 8);
    if (!environment) {
        return tl::unexpected(environment.error());
    }
    auto store = std::make_unique<LmdbStore>(std::move(*environment));
    if (auto prepared = store->prepare(withSamples); !prepared) {
        return tl::unexpected(prepared.error());
    }
    return Result<std::unique_ptr<Store>>(std::move(store));
}

}  // namespace shop::products
