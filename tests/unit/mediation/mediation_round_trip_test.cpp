#include <QtTest>

#include "mediation/cbor.h"
#include "mediation/xml_mapping.h"
#include "unit/mediation/generators.h"

using namespace slipway;
using namespace slipway::mediation;
using namespace slipway::mediation::test;

/// Generated documents go there and back. A failure names the seed: SLIPWAY_SEED=… runs the same documents again.
class MediationRoundTripTest : public QObject {
    Q_OBJECT

    std::uint64_t m_seed = testSeed();

    /// What a failure says; made only when it is needed, for it is not cheap.
    template <class... Texts>
    QByteArray told(int number, const Texts&... texts) const {
        std::string all = "SLIPWAY_SEED=" + std::to_string(m_seed) + ", document " + std::to_string(number);
        ((all += "\n" + shown(texts)), ...);
        return QByteArray::fromStdString(all);
    }
    static std::string shown(const Json& value) { return value.dump(); }
    static std::string shown(const std::string& text) { return text; }
    template <class T>
    static std::string shown(const Outcome<T>& outcome) {
        return outcome ? shown(*outcome)
                       : std::string(reasonWord(outcome.error().reason)) + ": " + outcome.error().message;
    }

  private slots:
    void jsonToXmlAndBack() {
        Random random(m_seed);
        for (int number = 0; number < testDocuments(); ++number) {
            const Json document = anyJson(random);
            const Outcome<std::string> xml = jsonToXml(document);
            const Outcome<Json> back = xml ? xmlToJson(*xml) : Outcome<Json>(refuse(Reason::Missing, "not written"));
            if (!back || *back != document)
                QFAIL(told(number, document, xml, back));
        }
    }

    void xmlToJsonAndBack() {
        Random random(m_seed);
        for (int number = 0; number < testDocuments(); ++number) {
            const XmlSpellings xml = anyXml(random);
            const auto json = xmlToJson(xml.plain);
            const auto back = json ? jsonToXml(*json) : Outcome<std::string>(refuse(Reason::Missing, "not read"));
            if (!back || canonicalXml(*back) != canonicalXml(xml.plain))
                QFAIL(told(number, xml.plain, json, back));
            // None of it needs our namespace: the XML is a user's own all the way. A second time gives the same.
            const auto again = xmlToJson(*back);
            if (back->find(kJsonNamespace) != std::string::npos || !again || *again != *json)
                QFAIL(told(number, xml.plain, json, back, again));
        }
    }

    void spellingMakesNoDifference() {
        Random random(m_seed);
        for (int number = 0; number < testDocuments(); ++number) {
            const XmlSpellings xml = anyXml(random);
            const auto plain = xmlToJson(xml.plain);
            const auto noisy = xmlToJson(xml.noisy);
            if (!plain || !noisy || *plain != *noisy)
                QFAIL(told(number, xml.plain, xml.noisy, plain, noisy));
        }
    }

    void textOfJsonAndBack() {
        Random random(m_seed);
        for (int number = 0; number < testDocuments(); ++number) {
            const Json document = anyJson(random);
            const auto back = parseJson(document.dump());
            if (!back || *back != document)
                QFAIL(told(number, document, back));
        }
    }

    void cborAndBack() { binaryAndBack(jsonToCbor, cborToJson); }
    void messagePackAndBack() { binaryAndBack(jsonToMessagePack, messagePackToJson); }

  private:
    template <class Write, class Read>
    void binaryAndBack(Write write, Read read) {
        Random random(m_seed);
        for (int number = 0; number < testDocuments(); ++number) {
            const Json document = anyJson(random);
            const auto bytes = write(document, Limits());
            const auto back = bytes ? read(*bytes, Limits()) : Outcome<Json>(refuse(Reason::Missing, "not written"));
            if (!back || *back != document)
                QFAIL(told(number, document, back));
        }
    }
};

QTEST_GUILESS_MAIN(MediationRoundTripTest)
#include "mediation_round_trip_test.moc"
