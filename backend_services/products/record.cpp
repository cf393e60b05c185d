#include "products/record.h"

namespace shop::products {

namespace {

constexpr char kFormat = 1;

class Writer {
  public:
    Writer() { m_out += kFormat; }
    Writer& number(std::int64_t value) {
        auto bits = static_cast<std::uint64_t>(value);
        for (int i = 0; i < 8; ++i, bits >>= 8) {
            m_out += static_cast<char>(bits & 0xff);
        }
        return *this;
    }
    Writer& text(std::string_view value) {
        number(static_cast<std::int64_t>(value.size()));
        m_out += value;
        return *this;
    }
    std::string take() { return std::move(m_out); }

  private:
    std::string m_out;
};

/// Reads on past the end as zeros and empty strings; `whole()` tells.
class Reader {
  public:
    explicit Reader(std::string_view bytes) : m_rest(bytes) {
        if (m_rest.empty() || m_rest.front() != kFormat) {
            m_broken = true;
        } else {
            m_rest.remove_prefix(1);
        }
    }
    std::int64_t number() {
        if (m_broken || m_rest.size() < 8) {
            m_broken = true;
            return 0;
        }
        std::uint64_t bits = 0;
        for (std::size_t i = 8; i-- > 0;) {
            bits = (bits << 8) | static_cast<unsigned char>(m_rest[i]);
        }
        m_rest.remove_prefix(8);
        return static_cast<std::int64_t>(bits);
    }
    std::string text() {
        const auto size = static_cast<std::uint64_t>(number());
        if (m_broken || size > m_rest.size()) {
            m_broken = true;
            return {};
        }
        std::string value(m_rest.substr(0, size));
        m_rest.remove_prefix(size);
        return value;
    }
    bool broken() const { return m_broken; }
    bool whole() const { return !m_broken && m_rest.empty(); }

  private:
    std::string_view m_rest;
    bool m_broken = false;
};

}  // namespace

std::string encodeProduct(const Product& product) {
    return Writer()
        .text(product.name)
        .text(product.description)
        .text(product.category)
        .number(product.price.amount)
        .text(product.price.currency)
        .number(product.stock)
        .number(product.createdMs)
        .number(product.updatedMs)
        .number(product.version)
        .take();
}

std::optional<Product> decodeProduct(std::string_view id, std::string_view bytes) {
    Reader reader(bytes);
    Product product;
    product.id = id;
    product.name = reader.text();
    product.description = reader.text();
    product.category = reader.text();
    product.price.amount = reader.number();
    product.price.currency = reader.text();
    product.stock = reader.number();
    product.createdMs = reader.number();
    product.updatedMs = reader.number();
    product.version = reader.number();
    return reader.whole() ? std::optional(std::move(product)) : std::nullopt;
}

std::string encodeReservation(const Reservation& reservation) {
    return Writer()
        .text(reservation.id)
        .text(reservation.productId)
        .number(reservation.quantity)
        .number(reservation.unitPrice.amount)
        .text(reservation.unitPrice.currency)
        .number(reservation.createdMs)
        .number(reservation.released ? 1 : 0)
        .take();
}

std::optional<Reservation> decodeReservation(std::string_view bytes) {
    Reader reader(bytes);
    Reservation reservation;
    reservation.id = reader.text();
    reservation.productId = reader.text();
    reservation.quantity = reader.number();
    reservation.unitPrice.amount = reader.number();
    reservation.unitPrice.currency = reader.text();
    reservation.createdMs = reader.number();
    reservation.released = reader.number() != 0;
    return reader.whole() ? std::optional(std::move(reservation)) : std::nullopt;
}

std::string encodeHold(const Hold& hold) {
    Writer writer;
    writer.number(hold.createdMs).number(hold.released ? 1 : 0).number(static_cast<std::int64_t>(hold.lines.size()));
    for (const Hold::Line& line : hold.lines) {
        writer.text(line.productId).number(line.quantity).number(line.unitPrice.amount).text(line.unitPrice.currency);
    }
    return writer.take();
}

std::optional<Hold> decodeHold(std::string_view reference, std::string_view bytes) {
    Reader reader(bytes);
    Hold hold;
    hold.reference = reference;
    hold.createdMs = reader.number();
    hold.released = reader.number() != 0;
    const std::int64_t count = reader.number();
    for (std::int64_t i = 0; i < count && !reader.broken(); ++i) {
        Hold::Line line;
        line.productId = reader.text();
        line.quantity = reader.number();
        line.unitPrice.amount = reader.number();
        line.unitPrice.currency = reader.text();
        hold.lines.push_back(std::move(line));
    }
    return reader.whole() ? std::optional(std::move(hold)) : std::nullopt;
}

std::string encodeKey(const KeyRecord& record) {
    return Writer().number(record.createdMs).text(record.request).text(record.resultId).take();
}

std::optional<KeyRecord> decodeKey(std::string_view bytes) {
    Reader reader(bytes);
    KeyRecord record;
    record.createdMs = reader.number();
    record.request = reader.text();
    record.resultId = reader.text();
    return reader.whole() ? std::optional(std::move(record)) : std::nullopt;
}

std::string sortableNumber(std::int64_t number) {
    std::string out(8, '\0');
    auto bits = static_cast<std::uint64_t>(number);
    for (std::size_t i = 8; i-- > 0; bits >>= 8) {
        out[i] = static_cast<char>(bits & 0xff);
    }
    return out;
}

std::int64_t fromSortable(std::string_view bytes) {
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < 8 && i < bytes.size(); ++i) {
        bits = (bits << 8) | static_cast<unsigned char>(bytes[i]);
    }
    return static_cast<std::int64_t>(bits);
}

}  // namespace shop::products
