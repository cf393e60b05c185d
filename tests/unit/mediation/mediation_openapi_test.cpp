#include <QtTest>

#include "mediation/openapi_merge.h"

using namespace slipway::mediation;

/// Several services' documents as the one of the front door.
class MediationOpenapiTest : public QObject {
    Q_OBJECT

    static Json parsed(QString text) { return Json::parse(text.replace('\'', '"').toStdString()); }
    static Json at(const Json& document, const char* pointer) { return document.at(Json::json_pointer(pointer)); }
    static Json documentWith(const QString& paths, const QString& rest = "") {
        return parsed("{'openapi':'3.0.3','info':{'title':'x','version':'1'},'paths':" + paths + rest + "}");
    }
    static OpenApiPart part(const char* service, const char* prefix, bool strip, Json document,
                            const char* owner = "") {
        return {service, owner, "", prefix, strip, {}, std::move(document)};
    }
    static QStringList keys(const Json& object) {
        QStringList all;
        for (const auto& [key, value] : object.items())
            all << QString::fromStdString(key);
        return all;
    }
    static std::size_t warningsWith(const OpenApiMerged& merged, const char* text) {
        return static_cast<std::size_t>(
            std::count_if(merged.warnings.begin(), merged.warnings.end(),
                          [&](const std::string& warning) { return warning.find(text) != std::string::npos; }));
    }

  private slots:
    void pathsAreAsClientsSeeThem() {
        const Json document =
            documentWith("{'/items':{'get':{}},'/items/{id}':{'get':{},'delete':{}},'/admin':{'get':{}}}");
        const auto whole = mergeOpenApi("Shop", "1", {part("a", "/", false, document)});
        QCOMPARE(keys(whole.document["paths"]), QStringList({"/items", "/items/{id}", "/admin"}));
        const auto prefixed = mergeOpenApi("Shop", "1", {part("a", "/items", false, document)});
        QCOMPARE(keys(prefixed.document["paths"]), QStringList({"/items", "/items/{id}"}));
        const auto stripped = mergeOpenApi("Shop", "1", {part("a", "/api/", true, document)});
        QCOMPARE(keys(stripped.document["paths"]), QStringList({"/api/items", "/api/items/{id}", "/api/admin"}));
        OpenApiPart reading = part("a", "/", false, document);
        reading.methods = {"GET"};
        QCOMPARE(keys(mergeOpenApi("Shop", "1", {reading}).document["paths"]["/items/{id}"]), QStringList({"get"}));
        QCOMPARE(whole.document["info"]["title"], Json("Shop"));
    }

    void theServersPathIsInFront() {
        const Json document = documentWith("{'/items':{'get':{}}}", ",'servers':[{'url':'https://host.example/v2'}]");
        const auto merged = mergeOpenApi("Shop", "1", {part("a", "/v2", false, document)});
        QCOMPARE(keys(merged.document["paths"]), QStringList({"/v2/items"}));
        QVERIFY(!merged.document.contains("servers"));
    }

    void componentsDoNotClash() {
        const QString components =
            ",'components':{'schemas':{'Item':{'type':'object','properties':{'next':{'$ref':'#/components/schemas/"
            "Item'},"
            "'default':{'$ref':'#/components/schemas/Item'}},"
            "'discriminator':{'propertyName':'kind','mapping':{'x':'Item','y':'#/components/schemas/Item'}}}}}";
        const auto path = [](const char* name) {
            return QString(
                       "{'/%1':{'get':{'responses':{'default':{'content':{'application/json':{'schema':{'$ref':'#/"
                       "components/schemas/Item'},"
                       "'example':{'$ref':'#/components/schemas/Item'}}}}}}}}")
                .arg(name);
        };
        const auto merged = mergeOpenApi("Shop", "1",
                                         {part("users", "/a", false, documentWith(path("a"), components)),
                                          part("my orders", "/b", false, documentWith(path("b"), components))});
        QCOMPARE(keys(merged.document["components"]["schemas"]), QStringList({"Item", "my_orders_Item"}));
        const Json renamed = "#/components/schemas/my_orders_Item";
        const char* const content = "/get/responses/default/content/application~1json";
        QCOMPARE(at(merged.document["paths"]["/a"], (std::string(content) + "/schema/$ref").c_str()),
                 Json("#/components/schemas/Item"));
        QCOMPARE(at(merged.document["paths"]["/b"], (std::string(content) + "/schema/$ref").c_str()), renamed);
        QCOMPARE(at(merged.document["paths"]["/b"], (std::string(content) + "/example/$ref").c_str()),
                 Json("#/components/schemas/Item"));
        const Json item = merged.document["components"]["schemas"]["my_orders_Item"];
        QCOMPARE(at(item, "/properties/next/$ref"), renamed);
        QCOMPARE(at(item, "/properties/default/$ref"), renamed);
        QCOMPARE(at(item, "/discriminator/mapping/x"), Json("my_orders_Item"));
        QCOMPARE(at(item, "/discriminator/mapping/y"), renamed);
    }

    void oneServiceOnSeveralRoutesIsOne() {
        const Json document = documentWith("{'/a':{'get':{'operationId':'x'}},'/b':{'get':{'operationId':'y'}}}",
                                           ",'components':{'schemas':{'Item':{}}}");
        const auto merged =
            mergeOpenApi("Shop", "1", {part("s", "/a", false, document), part("s", "/b", false, document)});
        QCOMPARE(keys(merged.document["components"]["schemas"]), QStringList({"Item"}));
        QCOMPARE(keys(merged.document["paths"]), QStringList({"/a", "/b"}));
        QVERIFY(merged.warnings.empty());
    }

    void operationsAreTellable() {
        const Json document = documentWith("{'/a':{'get':{'operationId':'list','tags':['x']},'post':{}}}");
        const Json other = documentWith("{'/b':{'get':{'operationId':'list'},'put':{'operationId':'orders_list'}}}");
        auto first = part("users", "/", false, document, "accounts");
        first.ownerDescription = "Accounts, #accounts";
        const auto merged = mergeOpenApi("Shop", "1", {first, part("orders", "/", false, other)});
        const Json& paths = merged.document["paths"];
        QCOMPARE(paths["/a"]["get"]["operationId"], Json("list"));
        QCOMPARE(paths["/a"]["post"]["operationId"], Json("users_post_a"));
        QCOMPARE(paths["/b"]["get"]["operationId"], Json("orders_list"));
        QCOMPARE(paths["/b"]["put"]["operationId"], Json("orders_orders_list"));
        QCOMPARE(paths["/a"]["get"]["tags"], Json::array({"accounts"}));
        QCOMPARE(paths["/b"]["get"]["tags"], Json::array({"orders"}));
        QCOMPARE(merged.document["tags"],
                 parsed("[{'name':'accounts','description':'Accounts, #accounts'},{'name':'orders'}]"));
    }

    void parametersOfAPathGoIntoItsOperations() {
        const Json document = documentWith(
            "{'/a/{id}':{'parameters':[{'name':'id','in':'path'},{'name':'q','in':'query'}],"
            "'get':{'parameters':[{'name':'q','in':'query','required':true}]}}}");
        const auto merged = mergeOpenApi("Shop", "1", {part("a", "/", false, document)});
        QCOMPARE(merged.document["paths"]["/a/{id}"]["get"]["parameters"],
                 parsed("[{'name':'q','in':'query','required':true},{'name':'id','in':'path'}]"));
        QVERIFY(!merged.document["paths"]["/a/{id}"].contains("parameters"));
    }

    void securityFollows() {
        const QString rest = ",'security':[{'key':['a']}],'components':{'securitySchemes':{'key':{'type':'apiKey'}}}";
        const auto merged =
            mergeOpenApi("Shop", "1",
                         {part("a", "/", false, documentWith("{'/a':{'get':{},'put':{'security':[]}}}", rest)),
                          part("b", "/", false, documentWith("{'/b':{'get':{}}}", rest))});
        QCOMPARE(merged.document["paths"]["/a"]["get"]["security"], parsed("[{'key':['a']}]"));
        QCOMPARE(merged.document["paths"]["/a"]["put"]["security"], Json::array());
        QCOMPARE(merged.document["paths"]["/b"]["get"]["security"], parsed("[{'b_key':['a']}]"));
    }

    void theFirstRouteHasThePath() {
        const auto merged = mergeOpenApi(
            "Shop", "1",
            {part("a", "/", false, documentWith("{'/x':{'get':{'summary':'a'}}}")),
             part("b", "/", false, documentWith("{'/x':{'get':{'summary':'b'},'post':{'summary':'b'}}}"))});
        QCOMPARE(merged.document["paths"]["/x"]["get"]["summary"], Json("a"));
        QCOMPARE(merged.document["paths"]["/x"]["post"]["summary"], Json("b"));
        QCOMPARE(warningsWith(merged, "GET /x"), std::size_t(1));
    }

    void whatIsNoDocumentIsLeftOut() {
        Json deep = 1;
        for (int level = 0; level < 100; ++level)
            deep = Json::array({deep});
        const auto merged = mergeOpenApi(
            "Shop", "1",
            {part("a", "/", false, Json::array()), part("b", "/", false, parsed("{'swagger':'2.0','paths':{}}")),
             part("c", "/", false, parsed("{'openapi':'3.0.0'}")),
             part("d", "/", false, Json{{"openapi", "3.0.0"}, {"paths", {{"/", deep}}}}),
             part("e", "/", false,
                  documentWith("{'/x':{'get':{'parameters':5,'operationId':7,'tags':'no'}},'/y':7,'z':{}}"))});
        QCOMPARE(warningsWith(merged, "left out"), std::size_t(5));
        QCOMPARE(keys(merged.document["paths"]), QStringList({"/x"}));
    }

    void otherDocumentsAreTold() {
        const auto merged = mergeOpenApi(
            "Shop", "1",
            {part("a", "/", false, documentWith("{'/x':{'get':{'responses':{'200':{'$ref':'other.yaml#/x'}}}}}"))});
        QCOMPARE(warningsWith(merged, "other.yaml"), std::size_t(1));
    }
};

QTEST_GUILESS_MAIN(MediationOpenapiTest)
#include "mediation_openapi_test.moc"
