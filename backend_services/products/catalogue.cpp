#include "products/domain.h"

namespace shop::products {

namespace {

struct Sample {
    const char* name;
    const char* description;
    const char* category;
    std::int64_t won;
    std::int64_t stock;
};

constexpr Sample kSamples[] = {
    {"제주 감귤 2kg", "Seedless tangerines from Seogwipo, picked this week.", "food", 18'900, 400},
    {"Celadon tea bowl", "Thrown and glazed by hand in Icheon; each one differs.", "table", 42'000, 120},
    {"한지 노트 A5", "Mulberry paper, thread-bound, 96 unlined pages.", "paper", 9'800, 600},
    {"Bangjja brass cutlery", "Spoon and chopsticks, hammered brass, keeps food warm.", "table", 56'000, 90},
    {"보성 녹차 100g", "First-flush green tea from the hills of Boseong.", "tea", 14'500, 350},
    {"Oak desk lamp", "Solid oak, linen shade, warm light, three steps.", "home", 89'000, 70},
    {"Merino scarf, moss", "Extra-fine wool, 180 by 30 cm, woven in Daegu.", "wear", 64'000, 150},
    {"들기름 300ml", "Cold-pressed perilla oil; keep it in the fridge.", "pantry", 21'000, 260},
    {"Pour-over dripper 02", "Stoneware with deep ribs; brews two to four cups.", "coffee", 33'000, 180},
    {"나전 손거울", "Hand mirror, mother-of-pearl inlay on black lacquer.", "mirror", 38'000, 110},
    {"Canvas tote, heavy", "18 oz canvas, an inner pocket, straps that fit over a coat.", "wear", 27'000, 320},
    {"Walnut keyboard", "75 % layout, tactile switches, walnut case.", "desk", 168'000, 45},
};

}  // namespace

std::vector<Product> sampleCatalogue() {
    std::vector<Product> products;
    for (const Sample& sample : kSamples) {
        Product product;
        std::string number = std::to_string(products.size() + 1);
        product.id = "p_" + std::string(4 - number.size(), '0') + number;
        product.name = sample.name;
        product.description = sample.description;
        product.category = sample.category;
        product.price = {sample.won, "KRW"};
        product.stock = sample.stock;
        products.push_back(std::move(product));
    }
    return products;
}

}  // namespace shop::products
