#include <QtTest>
#include <nlohmann/json.hpp>
#include <set>

#include "base/files.h"
#include "manifest/manifest.h"

using namespace slipway;
using nlohmann::json;

namespace {

std::string sourceFile(const char* path) {
    const auto text = readFile(std::string(qgetenv("SLIPWAY_SOURCE_DIR").constData()) + '/' + path);
    return text.value_or("");
}

json schema() {
    return json::parse(sourceFile("resources/schemas/slipway.schema.json"));
}

void eachReference(const json& value, const std::function<void(const std::string&)>& use) {
    for (const auto& [key, member] : value.items()) {
        if (key == "$ref")
            use(member.get<std::string>());
        else if (member.is_structured())
            eachReference(member, use);
    }
}

}  // namespace

/// The parser, the schema that editors complete from, and docs/manifest.md know the same keys.
class ManifestSchemaTest : public QObject {
    Q_OBJECT
  private slots:
    void schemaAndParserKnowTheSameKeys() {
        const json definitions = schema().at("definitions");
        std::set<std::string> parsed;
        for (const auto& grammar : manifest::grammars()) {
            QVERIFY2(parsed.insert(grammar.name).second, grammar.name.c_str());
            QVERIFY2(definitions.contains(grammar.name), grammar.name.c_str());
            const json& properties = definitions[grammar.name].at("properties");
            std::set<std::string> accepted;
            for (const auto& key : grammar.keys) {
                if (key.refusal.empty())
                    accepted.insert(key.name);
                QVERIFY2(properties.contains(key.name) == key.refusal.empty(), (grammar.name + '.' + key.name).c_str());
            }
            for (const auto& [name, property] : properties.items()) {
                QVERIFY2(accepted.contains(name), (grammar.name + '.' + name).c_str());
                QVERIFY2(!property.value("description", "").empty(), (grammar.name + '.' + name).c_str());
            }
            QCOMPARE(definitions[grammar.name].at("additionalProperties"), json(false));
            QVERIFY(definitions[grammar.name].at("patternProperties").contains("^x-"));
        }
        for (const auto& [name, definition] : definitions.items())
            if (definition.contains("properties"))
                QVERIFY2(parsed.contains(name), name.c_str());
    }

    void everyReferenceOfTheSchemaLeadsSomewhere() {
        const json all = schema();
        int count = 0;
        eachReference(all, [&](const std::string& reference) {
            ++count;
            QVERIFY2(reference.starts_with("#") && all.contains(json::json_pointer(reference.substr(1))),
                     reference.c_str());
        });
        QVERIFY(count > 40);
    }

    void everyKeyIsInTheReference() {
        const std::string text = sourceFile("docs/manifest.md");
        for (const auto& grammar : manifest::grammars())
            for (const auto& key : grammar.keys)
                if (key.refusal.empty())
                    QVERIFY2(text.find('`' + key.name + '`') != std::string::npos,
                             (grammar.name + '.' + key.name).c_str());
    }

    void everyExampleOfTheReferenceIsValid() {
        const QString text = QString::fromStdString(sourceFile("docs/manifest.md"));
        int count = 0;
        QRegularExpression block("```yaml\n(.*?)```", QRegularExpression::DotMatchesEverythingOption);
        for (auto found = block.globalMatch(text); found.hasNext();) {
            const std::string yaml = found.next().captured(1).toStdString();
            const auto parsed =
                manifest::parseManifest(yaml, "/work/shop/slipway.yaml", {{"SLIPWAY_LIBEXEC", "/opt/slipway"}},
                                        {{"/work/shop/common.env", "A=1\n"}},
                                        {{{"db-password", {"digest", ""}}, {"api_token", {"digest", ""}}}, {}});
            QVERIFY2(parsed, parsed ? "" : (parsed.error().details.at(0) + "\n" + yaml).c_str());
            ++count;
        }
        QVERIFY(count >= 6);
    }

    void theExamplesThatComeWithUsAreValid() {
        for (const char* path :
             {"resources/examples/shop/slipway.yaml", "resources/examples/shop/monolith.yaml",
              "resources/examples/hello-python/slipway.yaml", "resources/examples/async/slipway.yaml"}) {
            const std::string text = sourceFile(path);
            QVERIFY2(!text.empty(), path);
            const auto parsed =
                manifest::parseManifest(text, "/work/shop/slipway.yaml", {{"SLIPWAY_LIBEXEC", "/opt/slipway"}});
            QVERIFY2(parsed, path);
        }
    }
};

QTEST_GUILESS_MAIN(ManifestSchemaTest)
#include "manifest_schema_test.moc"
