#include <QtTest>

#include "client/sse_parser.h"

using namespace slipway::client;

namespace {

QStringList parse(const QByteArrayList& pieces, std::string* lastId = nullptr) {
    QStringList events;
    SseParser parser([&](const ServerSentEvent& event) {
        events << QString("%1|%2|%3")
                      .arg(QString::fromStdString(event.id), QString::fromStdString(event.type),
                           QString::fromStdString(event.data));
    });
    for (const auto& piece : pieces)
        parser.take({piece.constData(), static_cast<size_t>(piece.size())});
    if (lastId)
        *lastId = parser.lastId();
    return events;
}

}  // namespace

class SseParserTest : public QObject {
    Q_OBJECT
  private slots:
    void streams_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QStringList>("events");
        QTest::newRow("one") << QByteArray("id: 1\nevent: tick\ndata: {}\n\n") << QStringList{"1|tick|{}"};
        QTest::newRow("carriage returns") << QByteArray("id: 1\r\ndata: x\r\n\r\n") << QStringList{"1|message|x"};
        QTest::newRow("two lines of data") << QByteArray("data: a\ndata: b\n\n") << QStringList{"|message|a\nb"};
        QTest::newRow("comments and unknown fields")
            << QByteArray(": keep alive\n\nfoo: x\ndata:y\n\n") << QStringList{"|message|y"};
        QTest::newRow("the id stays") << QByteArray("id: 7\ndata: a\n\ndata: b\n\n")
                                      << QStringList{"7|message|a", "7|message|b"};
        QTest::newRow("no data, no event")
            << QByteArray("id: 7\nevent: x\n\ndata: b\n\n") << QStringList{"7|message|b"};
        QTest::newRow("empty data is an event") << QByteArray("data\n\n") << QStringList{"|message|"};
        QTest::newRow("cut off") << QByteArray("data: a\n\ndata: b\n") << QStringList{"|message|a"};
        QTest::newRow("byte order mark") << QByteArray(
                                                "\xEF\xBB\xBF"
                                                "data: a\n\n")
                                         << QStringList{"|message|a"};
        QTest::newRow("only one blank goes") << QByteArray("data:  a\n\n") << QStringList{"|message| a"};
    }

    void streams() {
        QFETCH(QByteArray, bytes);
        QFETCH(QStringList, events);
        QCOMPARE(parse({bytes}), events);
        for (int split = 0; split <= bytes.size(); ++split)
            QCOMPARE(parse({bytes.left(split), bytes.mid(split)}), events);
        QByteArrayList single;
        for (const char c : bytes)
            single << QByteArray(1, c);
        QCOMPARE(parse(single), events);
    }

    void theLastIdIsForTheNextConnection() {
        std::string last;
        parse({"id: 124\ndata: a\n\n: x\n"}, &last);
        QCOMPARE(last, std::string("124"));
    }
};

QTEST_GUILESS_MAIN(SseParserTest)
#include "sse_parser_test.moc"
