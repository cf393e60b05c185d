#include <sys/stat.h>

#include <QCryptographicHash>
#include <QMessageAuthenticationCode>
#include <QtTest>

#include "integration/slipway_home.h"
#include "support/load_generator.h"

using namespace slipway::test;

namespace {

const QByteArray kSecret = "a secret of thirty-two bytes or more, for tests";
const QByteArray kApiKey = "the-key-of-the-mobile-client";
const QByteArray kPassword = "open sesame";

QByteArray url64(const QByteArray& bytes) {
    return bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}
QByteArray hs256(const QByteArray& claims, const QByteArray& secret = kSecret) {
    const QByteArray bytes = url64(R"({"alg":"HS256"})") + '.' + url64(claims);
    return bytes + '.' + url64(QMessageAuthenticationCode::hash(bytes, secret, QCryptographicHash::Sha256));
}

#define VERIFY_RUN(run) QVERIFY2((run).exitCode == 0, qPrintable((run).text()))

struct Answer {
    int status = 0;
    QByteArray text;
};

}  // namespace

/// Who may ask, from the manifest to curl: the real daemon, the real gateway, keys in files and at a URL.
class SecurityTest : public QObject {
    Q_OBJECT

    std::unique_ptr<SlipwayHome> m_home;
    int m_port = 0;
    QProcess m_issuer;

    /// curl as a user would; the head and the body.
    Answer curl(const QStringList& options, const QString& path) const {
        QProcess process;
        process.start("curl", QStringList{"-s", "-i", "--max-time", "20"} + options +
                                  QStringList{"http://127.0.0.1:" + QString::number(m_port) + path});
        process.waitForFinished(30'000);
        Answer answer;
        answer.text = process.readAllStandardOutput();
        answer.status = answer.text.mid(9, 3).toInt();
        return answer;
    }
    static QByteArray openssl(const QStringList& arguments, const QByteArray& input = {}) {
        QProcess process;
        process.start("openssl", arguments);
        process.waitForStarted();
        process.write(input);
        process.closeWriteChannel();
        process.waitForFinished();
        return process.readAllStandardOutput();
    }
    static void write(const QString& path, const QByteArray& text) {
        QFile file(path + ".new");
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
        file.close();
        QVERIFY(rename((path + ".new").toLocal8Bit(), path.toLocal8Bit()) == 0);
    }
    QByteArray rs256(const QString& key, const QByteArray& kid, const QByteArray& claims) const {
        const QByteArray bytes =
            url64(QByteArray(R"({"alg":"RS256","kid":"KID"})").replace("KID", kid)) + '.' + url64(claims);
        return bytes + '.' + url64(openssl({"dgst", "-sha256", "-sign", key}, bytes));
    }
    QByteArray keySet(const QString& key, const QByteArray& kid) const {
        const QByteArray modulus =
            QByteArray::fromHex(openssl({"rsa", "-in", key, "-noout", "-modulus"}).trimmed().mid(8));
        return QByteArray(R"({"keys":[{"kty":"RSA","use":"sig","kid":"KID","n":"MODULUS","e":"AQAB"}]})")
            .replace("KID", kid)
            .replace("MODULUS", url64(modulus));
    }

    QByteArray manifest(const QByteArray& routes) const {
        return QByteArray(R"(
name: door
services:
  hello:
    command: python3 )") +
               qgetenv("SLIPWAY_SOURCE_DIR") + R"(/resources/examples/hello-python/app.py
    ports: [0]
gateway:
  listen: 127.0.0.1:)" +
               QByteArray::number(m_port) + "\n  routes:\n" + routes;
    }

    void up(const QByteArray& routes) {
        m_home = std::make_unique<SlipwayHome>();
        m_port = freePort();
        m_home->environment.insert("API_KEY", kApiKey);
        m_home->environment.insert("JWT_SECRET", kSecret);
        m_file = m_home->writeManifest("door", manifest(routes));
    }
    QString m_file;

  private slots:
    void cleanup() {
        m_home.reset();
        if (m_issuer.state() != QProcess::NotRunning) {
            m_issuer.kill();
            m_issuer.waitForFinished();
        }
    }

    void eachKindOfCredentials() {
        up(R"(
    - {path_prefix: /key, to: hello, strip_prefix: true, auth: {api_key: {keys: {mobile: "${API_KEY}"}, query: key, header: X-Api-Key}}}
    - {path_prefix: /basic, to: hello, strip_prefix: true, auth: {basic: {file: users.txt}}}
    - {path_prefix: /jwt, to: hello, strip_prefix: true, auth: {jwt: {secret: "${JWT_SECRET}", audience: door, forward: {sub: X-User}}}}
    - {path_prefix: /far, to: hello, strip_prefix: true, allow_from: 10.0.0.0/8}
    - {path_prefix: /rate, to: hello, strip_prefix: true, rate_limit: {requests: 2, per: 1h, by: client}}
    - {path_prefix: /small, to: hello, strip_prefix: true, limits: {body: 10}}
    - {path_prefix: /cors, to: hello, strip_prefix: true, cors: {origins: ["https://shop.example"]}}
    - {to: hello}
)");
        QProcess hash;
        hash.start(qEnvironmentVariable("SLIPWAY_LIBEXEC") + "/slipway", {"hash-password"});
        hash.write(kPassword + "\n");
        hash.closeWriteChannel();
        QVERIFY(hash.waitForFinished());
        const QByteArray line = hash.readAllStandardOutput().trimmed();
        QVERIFY2(line.startsWith("pbkdf2-sha256:"), line.constData());
        const QString users = QFileInfo(m_file).path() + "/users.txt";
        write(users, "# who may\nada:" + line + "\n");
        VERIFY_RUN(m_home->cli({"up", "-d", "-f", m_file}));

        QCOMPARE(curl({}, "/").status, 200);
        QCOMPARE(curl({}, "/key").status, 401);
        QCOMPARE(curl({"-H", "X-Api-Key: " + kApiKey}, "/key").status, 200);
        QCOMPARE(curl({}, "/key?key=" + kApiKey).status, 200);
        QCOMPARE(curl({"-H", "X-Api-Key: wrong"}, "/key").status, 401);
        QCOMPARE(curl({"-u", "ada:" + kPassword}, "/basic").status, 200);
        QCOMPARE(curl({"-u", "ada:wrong"}, "/basic").status, 401);
        const auto bearer = [&](const QByteArray& token) {
            return curl({"-H", "Authorization: Bearer " + token}, "/jwt");
        };
        QCOMPARE(bearer(hs256(R"({"sub":"ada","aud":"door","exp":4000000000})")).status, 200);
        QVERIFY(bearer(hs256(R"({"sub":"ada","aud":"bank","exp":4000000000})")).text.contains("token_audience"));
        QVERIFY(bearer(hs256(R"({"aud":"door","exp":1000})")).text.contains("token_expired"));
        QVERIFY(bearer(hs256(R"({"aud":"door","exp":4000000000})", "x")).text.contains("token_signature"));
        QVERIFY(bearer(url64(R"({"alg":"none"})") + "." + url64(R"({"aud":"door","exp":4000000000})") + ".")
                    .text.contains("token_algorithm"));
        QCOMPARE(curl({}, "/far").status, 403);
        QCOMPARE(curl({}, "/rate").status, 200);
        const Answer second = curl({}, "/rate");
        QVERIFY2(second.text.contains("RateLimit: \"client\";r=0;t="), second.text.constData());
        const Answer third = curl({}, "/rate");
        QVERIFY2(third.status == 429 && third.text.contains("Retry-After: "), third.text.constData());
        QCOMPARE(curl({"-d", "eleven bytes"}, "/small").status, 413);
        QVERIFY(
            curl({"-X", "OPTIONS", "-H", "Origin: https://shop.example", "-H", "Access-Control-Request-Method: PUT"},
                 "/cors")
                .text.contains("Access-Control-Allow-Origin: https://shop.example"));

        // A file that changes is in force without any command; who is no longer in it is out.
        write(users, "bob:" + line + "\n");
        QVERIFY(eventually([&] { return curl({"-u", "bob:" + kPassword}, "/basic").status == 200; }));
        QVERIFY(curl({"-u", "ada:" + kPassword}, "/basic").status != 200);

        // What it costs, and how many were refused, is to be seen.
        const CliRun routes = m_home->cli({"routes", "--json"});
        VERIFY_RUN(routes);
        int found = 0;
        for (const auto& row : routes.json().array()) {
            const QJsonArray policies = row.toObject()["policies"].toArray();
            for (const auto& each : policies)
                if (each.toObject()["name"].toString() == "jwt") {
                    ++found;
                    QCOMPARE(each.toObject()["refused"].toInt(), 4);
                }
        }
        QCOMPARE(found, 1);
        QVERIFY(m_home->cli({"routes"}).out.contains("jwt"));

        noSecretIsAnywhere({kApiKey, kSecret, kPassword, line});
    }

    /// Logs and answers of the API have none; files that do are for their owner alone.
    void noSecretIsAnywhere(const QList<QByteArray>& secrets) {
        QByteArrayList answers;
        for (const char* verb : {"ps", "routes", "topology", "owners", "events", "projects", "rollouts"})
            answers << m_home->cli({verb, "--json"}).out.toUtf8();
        QVERIFY2(answers.join().size() > 1000, answers.join().constData());
        for (const QByteArray& secret : secrets)
            QVERIFY2(!answers.join().contains(secret), secret.constData());
        QDirIterator files(m_home->path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        int withSecrets = 0;
        while (files.hasNext()) {
            const QString path = files.next();
            QFile file(path);
            if (!file.open(QIODevice::ReadOnly))
                continue;
            const QByteArray text = file.readAll();
            for (const QByteArray& secret : secrets) {
                // The gateway's configuration has HS256's secret in base64url, and hashes of passwords.
                if (!text.contains(secret) && !text.contains(url64(secret)))
                    continue;
                ++withSecrets;
                struct stat status {};
                QVERIFY(::stat(path.toLocal8Bit(), &status) == 0);
                QVERIFY2((status.st_mode & 077) == 0, qPrintable(path));
                QVERIFY2(!path.contains("/logs/"), qPrintable(path));
            }
        }
        QVERIFY(withSecrets > 0);
        struct stat home {};
        QVERIFY(::stat(m_home->path().toLocal8Bit(), &home) == 0);
        QCOMPARE(home.st_mode & 077, 0u);
    }

    void tlsWithARootOfOurOwn() {
        const int tlsPort = freePort();
        up("    - {to: hello, strip_prefix: true}\n  tls:\n    listen: 127.0.0.1:" + QByteArray::number(tlsPort) +
           "\n    certificates: {certificate: shop.local.pem, key: shop.local-key.pem}\n");
        const QString folder = QFileInfo(m_file).path();
        const CliRun issued = m_home->cli({"tls", "issue", "shop.local", "127.0.0.1", "--out", folder, "--json"});
        VERIFY_RUN(issued);
        const QString root = issued.json()["root"].toString();
        // Without a terminal and without --yes, the machine's store stays as it is, even for root.
        const QDir store("/usr/local/share/ca-certificates");
        const QStringList before = store.entryList();
        const CliRun trust = m_home->cli({"tls", "trust"}), forget = m_home->cli({"tls", "trust", "--remove"});
        VERIFY_RUN(trust);
        VERIFY_RUN(forget);
        QFile pem(root);
        QVERIFY(pem.open(QIODevice::ReadOnly));
        QByteArray text;
        for (const QByteArray& line : pem.readAll().split('\n'))
            text += line.startsWith('-') ? QByteArray() : line;
        const QByteArray der = QByteArray::fromBase64(text);
        const QString name =
            "slipway-root-" + QCryptographicHash::hash(der, QCryptographicHash::Sha256).toHex().left(8);
        QVERIFY2(trust.out.contains(root) && trust.out.contains("/" + name + ".crt "), qPrintable(trust.out));
        QVERIFY2(forget.out.contains("-/etc/ssl/certs/" + name + ".pem"), qPrintable(forget.out));
        QCOMPARE(store.entryList(), before);
        QVERIFY(QFile::permissions(folder + "/shop.local-key.pem") ==
                (QFile::ReadOwner | QFile::WriteOwner | QFile::ReadUser | QFile::WriteUser));
        // Files may come later, so `up` runs without them; who asked is told that nobody gets in.
        QVERIFY(QFile::rename(folder + "/shop.local.pem", folder + "/away.pem"));
        const CliRun without = m_home->cli({"up", "-d", "-f", m_file});
        VERIFY_RUN(without);
        QVERIFY2(without.err.contains("warning:") && without.err.contains("shop.local.pem"), qPrintable(without.err));
        const auto warned = [&](const QString& words) {
            return eventually([&] { return m_home->cli({"events", "-p", "door"}).out.contains(words); });
        };
        QVERIFY(warned("get no connection until it is there"));
        QVERIFY(QFile::rename(folder + "/away.pem", folder + "/shop.local.pem"));
        const auto ask = [&](const QString& name) {
            QProcess process;
            process.start("curl", {"-s", "-o", "/dev/null", "-w", "%{http_code} %{http_version} %{ssl_verify_result}",
                                   "--cacert", root, "--resolve", name + ":" + QString::number(tlsPort) + ":127.0.0.1",
                                   "https://" + name + ":" + QString::number(tlsPort) + "/"});
            process.waitForFinished(30'000);
            return QString::fromUtf8(process.readAllStandardOutput());
        };
        QVERIFY2(eventually([&] { return ask("shop.local") == "200 1.1 0"; }), qPrintable(ask("shop.local")));
        QCOMPARE(ask("127.0.0.1"), QString("200 1.1 0"));
        QVERIFY(!ask("other.local").startsWith("200"));
        // Plain text goes on beside it, and who speaks it on the port of TLS is told so.
        QCOMPARE(curl({}, "/").status, 200);
        QCOMPARE(httpGet(tlsPort, "/").first, 400);
        // New files are in force by themselves; half of a pair changes nothing.
        const CliRun again =
            m_home->cli({"tls", "issue", "shop.local", "other.local", "--out", folder + "/new", "--json"});
        VERIFY_RUN(again);
        QFile::remove(folder + "/shop.local.pem");
        QVERIFY(warned("shop.local.pem; what it said before stays in force"));
        QVERIFY(QFile::rename(folder + "/new/shop.local.pem", folder + "/shop.local.pem"));
        QTest::qWait(1500);
        QCOMPARE(ask("127.0.0.1"), QString("200 1.1 0"));
        QFile::remove(folder + "/shop.local-key.pem");
        QVERIFY(QFile::rename(folder + "/new/shop.local-key.pem", folder + "/shop.local-key.pem"));
        QVERIFY(eventually([&] { return ask("other.local") == "200 1.1 0"; }));
    }

    void keySetsOfAUrlAreFetchedKeptAndRenewed() {
        const int issuerPort = freePort();
        up("\n    - {to: hello, auth: {jwt: {jwks: \"http://127.0.0.1:" + QByteArray::number(issuerPort) +
           "/keys.json\", refresh: 1s}}}\n");
        const QString folder = QFileInfo(m_file).path();
        openssl({"genrsa", "-out", folder + "/one.pem", "2048"});
        openssl({"genrsa", "-out", folder + "/two.pem", "2048"});
        write(folder + "/keys.json", keySet(folder + "/one.pem", "one"));
        const auto issue = [&] {
            m_issuer.setWorkingDirectory(folder);
            m_issuer.setProcessChannelMode(QProcess::ForwardedErrorChannel);
            m_issuer.setStandardErrorFile(QProcess::nullDevice());
            m_issuer.start("python3", {"-m", "http.server", QString::number(issuerPort), "--bind", "127.0.0.1"});
            QVERIFY(m_issuer.waitForStarted());
        };
        issue();
        VERIFY_RUN(m_home->cli({"up", "-d", "-f", m_file}));
        const QByteArray claims = R"({"sub":"ada","exp":4000000000})";
        const auto ask = [&](const char* key, const char* kid) {
            return curl({"-H", "Authorization: Bearer " + rs256(folder + "/" + key, kid, claims)}, "/").status;
        };
        QVERIFY(eventually([&] { return ask("one.pem", "one") == 200; }));
        QCOMPARE(ask("two.pem", "one"), 401);
        QCOMPARE(ask("two.pem", "../../two.pem"), 401);
        // The issuer renews its keys.
        write(folder + "/keys.json", keySet(folder + "/two.pem", "two"));
        QVERIFY(eventually([&] { return ask("two.pem", "two") == 200; }));
        QCOMPARE(ask("one.pem", "one"), 401);
        // What is no key set, or nobody there, changes nothing.
        write(folder + "/keys.json", "<html>sorry</html>");
        QTest::qWait(1500);
        QCOMPARE(ask("two.pem", "two"), 200);
        m_issuer.kill();
        m_issuer.waitForFinished();
        // A daemon that starts while the issuer is away has the keys of before.
        VERIFY_RUN(m_home->cli({"daemon", "stop"}));
        VERIFY_RUN(m_home->cli({"daemon", "start"}));
        VERIFY_RUN(m_home->cli({"redeploy", "hello"}));
        QCOMPARE(ask("two.pem", "two"), 200);
        QCOMPARE(ask("one.pem", "one"), 401);
    }
};

QTEST_GUILESS_MAIN(SecurityTest)
#include "security_test.moc"
