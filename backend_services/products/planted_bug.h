#pragma once

#include <memory>

#include "products/store.h"

namespace shop::products {

/// A store that answers with one product's price a unit too high, as somebody who moves a catalogue might get it wrong:
/// for tests and tours of the gateway's mirror. Nothing that is stored changes.
std::unique_ptr<Store> withWrongPrice(std::unique_ptr<Store> store, std::string productId);

}  // namespace shop::products
