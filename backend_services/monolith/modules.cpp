#include "monolith/modules.h"

namespace shop::monolith {

Result<Modules> readModules(std::string_view list) {
    Modules modules{false, false, false, false};
    while (true) {
        const auto comma = list.find(',');
        const std::string_view name = list.substr(0, comma);
        bool* const module = name == "users"      ? &modules.users
                             : name == "products" ? &modules.products
                             : name == "orders"   ? &modules.orders
                             : name == "points"   ? &modules.points
                                                  : nullptr;
        if (module == nullptr) {
            return fail(Fault::BadRequest, "bad_modules",
                        "--modules: '" + std::string(name) + "' is none of users, products, orders, points");
        }
        *module = true;
        if (comma == std::string_view::npos) {
            return modules;
        }
        list.remove_prefix(comma + 1);
    }
}

}  // namespace shop::monolith
