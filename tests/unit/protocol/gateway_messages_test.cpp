#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <QTemporaryDir>
#include <QtTest>

#include "base/files.h"
#include "protocol/gateway_channel.h"
#include "protocol/gateway_files.h"
#include "protocol/gateway_messages.h"
#include "protocol/gateway_stats.h"
#include "protocol/span_record.h"

using namespace slipway;
using namespace slipway::protocol;

namespace {

const Peer kPeer{"0.1.0", "abc", 1, 1, "f00d", 812};

struct Pair {
    Pair() {
        int ends[2];
        if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0) {
            a.reset(ends[0]);
            b.reset(ends[1]);
        }
    }
    UniqueFd a, b;
};

}  // namespace

class GatewayMessagesTest : public QObject {
    Q_OBJECT
  private slots:
    void aSpanComesBackAndABrokenOneDoesNot() {
        SpanRecord record;
        record.kind = SpanKind::Undo;
        record.sampled = record.failed = true;
        record.trace = {1, 2};
        record.span = 3;
        record.parent = 4;
        record.startNs = -5;
        record.durationNs = 6;
        record.status = 503;
        record.attempt = 7;
        record.project = "shop";
        const std::string path(400, 'p');
        record.path = path;
        record.requestId = "r";
        std::string bytes;
        appendSpan(record, bytes);
        appendSpan(record, bytes);
        std::string_view rest = bytes;
        SpanRecord read;
        for (int i = 0; i < 2; ++i) {
            QVERIFY(readSpan(rest, read));
            QCOMPARE(read.kind, SpanKind::Undo);
            QVERIFY(read.sampled && read.failed && read.trace == record.trace);
            QCOMPARE(read.span, record.span);
            QCOMPARE(read.parent, record.parent);
            QCOMPARE(read.startNs, record.startNs);
            QCOMPARE(read.durationNs, record.durationNs);
            QCOMPARE(read.status, record.status);
            QCOMPARE(read.attempt, record.attempt);
            QCOMPARE(std::string(read.project), std::string("shop"));
            QCOMPARE(read.path.size(), kSpanTextBytes);
            QCOMPARE(std::string(read.requestId), std::string("r"));
        }
        QVERIFY(!readSpan(rest, read));
        for (std::size_t cut = 0; cut < bytes.size() / 2; ++cut) {
            rest = std::string_view(bytes).substr(0, cut);
            QVERIFY(!readSpan(rest, read) && rest.empty());
        }
        for (std::size_t at = 0; at < bytes.size(); ++at) {
            std::string broken = bytes;
            broken[at] = static_cast<char>(broken[at] ^ 0x55);
            rest = broken;  // whatever it says, nothing past its end is read
            while (readSpan(rest, read))
                QVERIFY(read.path.size() <= kSpanTextBytes);
        }
    }

    void everyMessageComesBack() {
        const std::vector<GatewayMessage> ours = {
            GatewayHello{kPeer, 12, 1, 2, {{"shop/in/127.0.0.1:8080", "127.0.0.1:8080"}}},
            Refused{"too new"},
            ListenersHeld{{"a", "b"}},
            Ack{13},
            Nack{13, "/services/0", "wrong"},
            StatsReply{7},
            SpansReply{8, 3},
            CachePurged{9, 2},
            Pong{1},
            Drained{"shop/products-3", 13},
            Holding{"shop/products"},
            Replaced{},
            Goodbye{}};
        QCOMPARE(ours.size(), std::variant_size_v<GatewayMessage>);
        for (const auto& message : ours)
            QVERIFY2(decodeGatewayMessage(encode(message)).value() == message, encode(message).c_str());
        const std::vector<DaemonMessage> theirs = {
            DaemonHello{kPeer}, ListenersChange{{{"x", "127.0.0.1:1"}}, {"y"}}, SnapshotOffer{13}, StatsRequest{7},
            SpansRequest{8},    CachePurge{9, "shop", "prefix", "/products"},   Ping{1},           Goodbye{},
            Shutdown{250}};
        QCOMPARE(theirs.size(), std::variant_size_v<DaemonMessage>);
        for (const auto& message : theirs)
            QVERIFY2(decodeDaemonMessage(encode(message)).value() == message, encode(message).c_str());
    }

    void theWireIsAsTheContractHasIt() {
        QCOMPARE(encode(GatewayMessage(Ack{13})), std::string(R"({"generation":13,"type":"ack"})"));
        QCOMPARE(encode(DaemonMessage(Shutdown{5000})), std::string(R"({"grace_ms":5000,"type":"shutdown"})"));
        QVERIFY(decodeDaemonMessage(R"({"type":"shutdown"})").value() == DaemonMessage(Shutdown{5000}));
    }

    void foreignMessagesAreRefused() {
        for (const char* bad :
             {"", "{}", "[]", R"({"type":7})", R"({"type":"dance"})", R"({"type":"ping"})",
              R"({"type":"ping","id":-1})", R"({"type":"ping","id":1,"more":2})",
              R"({"type":"hello","version":"1","epoch":"e","pid":1,"schema":[1]})", R"({"type":"ack","generation":1})"})
            QVERIFY2(!decodeDaemonMessage(bad), bad);
    }

    void datagramsKeepTheirBordersAndDescriptors() {
        const Pair pair;
        const UniqueFd null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
        const std::vector<int> many(kMaxDescriptors, null.get());
        QCOMPARE(sendPacket(pair.a.get(), "one", many).value(), Transfer::Done);
        QCOMPARE(sendPacket(pair.a.get(), std::string(kMaxMessageBytes, 'x')).value(), Transfer::Done);
        Packet packet;
        QCOMPARE(receivePacket(pair.b.get(), packet).value(), Transfer::Done);
        QCOMPARE(packet.body, std::string("one"));
        QCOMPARE(packet.descriptors.size(), kMaxDescriptors);
        QVERIFY(::fcntl(packet.descriptors[0].get(), F_GETFD) & FD_CLOEXEC);
        QCOMPARE(receivePacket(pair.b.get(), packet).value(), Transfer::Done);
        QCOMPARE(packet.body.size(), kMaxMessageBytes);
        QVERIFY(packet.descriptors.empty());
        QCOMPARE(receivePacket(pair.b.get(), packet).value(), Transfer::WouldBlock);
        QCOMPARE(sendPacket(pair.a.get(), std::string(kMaxMessageBytes + 1, 'x')).error().code, ErrorCode::TooLarge);
        const std::vector<int> tooMany(kMaxDescriptors + 1, null.get());
        QCOMPARE(sendPacket(pair.a.get(), "x", tooMany).error().code, ErrorCode::TooLarge);
    }

    void aGonePeerIsToldNotSignalled() {
        Pair pair;
        pair.b.reset();
        Packet packet;
        QCOMPARE(receivePacket(pair.a.get(), packet).value(), Transfer::Closed);
        QCOMPARE(sendPacket(pair.a.get(), "x").value(), Transfer::Closed);
    }

    void bodiesMustBeSealed() {
        const UniqueFd sealed = sealedMemfd("body", "content").value();
        QCOMPARE(readSealedMemfd(sealed.get(), 7).value(), std::string("content"));
        QCOMPARE(readSealedMemfd(sealed.get(), 6).error().code, ErrorCode::TooLarge);
        QVERIFY(::write(sealed.get(), "x", 1) < 0);
        const UniqueFd open(::memfd_create("body", MFD_CLOEXEC | MFD_ALLOW_SEALING));
        QCOMPARE(readSealedMemfd(open.get(), 100).error().code, ErrorCode::Corrupt);
        ::fcntl(open.get(), F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW);
        QCOMPARE(readSealedMemfd(open.get(), 100).error().code, ErrorCode::Corrupt);
        const UniqueFd file(::open("/dev/null", O_RDONLY | O_CLOEXEC));
        QCOMPARE(readSealedMemfd(file.get(), 100).error().code, ErrorCode::Corrupt);
    }

    void theSocketIsOurUsersAlone() {
        const QTemporaryDir dir;
        const std::string path = gatewayFiles(dir.path().toStdString()).socket;
        QCOMPARE(connectSeqpacket(path).error().code, ErrorCode::GatewayUnreachable);
        const UniqueFd listening = listenSeqpacket(path).value();
        struct stat status {};
        QCOMPARE(::stat(path.c_str(), &status), 0);
        QCOMPARE(int(status.st_mode & 07777), 0600);
        QVERIFY(!acceptOwnUser(listening.get()).value());
        const UniqueFd client = connectSeqpacket(path).value();
        QVERIFY(acceptOwnUser(listening.get()).value());
    }

    void namesOfTwoGatewaysAreSwapped() {
        const QTemporaryDir dir;
        const std::string home = dir.path().toStdString();
        for (const GatewayRole& role : {GatewayRole{}, GatewayRole{"shop", "orders"}}) {
            const GatewayFiles plain = gatewayFiles(home, role),
                               beside = gatewayFiles(home, role, GatewayPlace::Beside);
            QVERIFY(plain.socket != beside.socket && plain.lock != beside.lock);
            QCOMPARE(plain.log, beside.log);
            const auto text = [](const std::string& path) { return readFile(path).value_or("-"); };
            const auto write = [](const std::string& path, const char* content) {
                QVERIFY(writeFileAtomically(path, content));
            };
            write(plain.lock, "old lock");
            write(plain.socket, "old");
            write(beside.lock, "new lock");
            write(beside.socket, "new");
            QVERIFY(exchangePlaces(home, role));
            QCOMPARE(text(plain.socket), std::string("new"));
            QCOMPARE(text(beside.socket), std::string("old"));
            QCOMPARE(text(plain.lock), std::string("new lock"));
            QCOMPARE(text(beside.lock), std::string("old lock"));
            // The one in charge went, and took its names along.
            ::unlink(plain.socket.c_str());
            ::unlink(plain.lock.c_str());
            QVERIFY(exchangePlaces(home, role));
            QCOMPARE(text(plain.socket), std::string("old"));
            QCOMPARE(text(beside.socket), std::string("-"));
            QVERIFY(!exchangePlaces(home + "/nowhere", role));
        }
    }

    void aDeepHomeIsRefusedWithTheReason() {
        const std::string path = gatewayFiles("/tmp/" + std::string(100, 'd')).socket;
        QCOMPARE(listenSeqpacket(path).error().code, ErrorCode::PathTooLong);
        QVERIFY(connectSeqpacket(path).error().message.find("107") != std::string::npos);
        const QTemporaryDir dir;
        const std::string folder = dir.path().toStdString();
        const std::string longest = folder + "/" + std::string(107 - folder.size() - 1, 's');
        QVERIFY(listenSeqpacket(longest));
        QVERIFY(!listenSeqpacket(longest + "s"));
    }

    void statisticsComeBack() {
        GatewayStats stats;
        stats.epoch = "f00d";
        stats.pid = 812;
        stats.generation = 13;
        stats.io = "epoll";
        stats.workers = 2;
        stats.connectionsOpen = 64;
        stats.heldTotal = 3;
        stats.rejected = {{"bad_request", 4}};
        stats.routes = {{"in", "products", {}, {}}};
        stats.endpoints = {{"shop/products-3", "shop/products", "active", 2, 1, 8, 0, {}}};
        stats.endpoints[0].counters.requests = 5;
        stats.endpoints[0].counters.latency.record(120);
        stats.edges = {{"shop", "gateway", "products", {}}};
        stats.mirrors = {{"shop", "products", "products", 7, 1, 2, 3, 4, 5, {}}};
        stats.mirrors[0].differences = {
            {5, "GET", "/products/7", "rq", "body", "/price", {200, 9, "ab"}, {404, 0, "cd"}}};
        const std::string text = statsToJson(stats);
        QVERIFY(text.find("\"pointer\":\"/price\"") != std::string::npos);
        const auto back = parseStats(text);
        QVERIFY2(back, back ? "" : back.error().message.c_str());
        QCOMPARE(statsToJson(*back), text);
        QVERIFY(!parseStats("{}"));
        QVERIFY(!parseStats("nonsense"));
    }
};

QTEST_GUILESS_MAIN(GatewayMessagesTest)
#include "gateway_messages_test.moc"
