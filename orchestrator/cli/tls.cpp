#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "cli/commands.h"
#include "crypto/certificate_authority.h"

/// A root of this machine's own, certificates by it, and what makes other programs believe it. Needs no daemon.
namespace slipway::cli {
namespace {

std::string rootFile(const std::string& home) {
    return home + "/tls/root.pem";
}
std::string rootKeyFile(const std::string& home) {
    return home + "/tls/root-key.pem";
}

/// The root of this home; made the first time.
Result<crypto::PemPair> rootOf(Context& context, const std::string& home) {
    const auto certificate = readFile(rootFile(home)), key = readFile(rootKeyFile(home));
    if (certificate && key)
        return crypto::PemPair{*certificate, *key};
    if (certificate || key)
        return fail(ErrorCode::Corrupt, "of the root in " + home + "/tls only one half is there",
                    "Move that folder away; a new root is made then.");
    char machine[256] = "this machine";
    ::gethostname(machine, sizeof machine - 1);
    auto made = crypto::CertificateAuthority::make(std::string("Slipway on ") + machine);
    if (!made)
        return made;
    if (auto folder = makeFolders(home + "/tls"); !folder)
        return tl::unexpected(folder.error());
    if (auto written = writeFileAtomically(rootKeyFile(home), made->key, 0600); !written)
        return tl::unexpected(written.error());
    if (auto written = writeFileAtomically(rootFile(home), made->certificate, 0644); !written)
        return tl::unexpected(written.error());
    context.console.err << "Made a root of this home's own: " << rootFile(home)
                        << ". No program trusts it yet: slipway tls trust\n";
    return made;
}

/// As a shell takes it for one word.
std::string shellWord(const std::string& text) {
    const bool plain = std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               (c != '\0' && std::strchr("/._-", c));
    });
    if (plain)
        return text;
    std::string word = "'";
    for (const char c : text)
        word += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return word + '\'';
}

/// What root runs. Debian's store, that OpenSSL, GnuTLS and so curl and Python read, and Java's behind it
/// (update-ca-certificates(8)); browsers have stores of their own. Homes share it, so each root is named by its
/// fingerprint.
struct TrustScripts {
    std::string trust, forget;
};
Result<TrustScripts> scriptsFor(const crypto::PemPair& root, const std::string& file) {
    const auto fingerprint = crypto::CertificateAuthority::fingerprint(root.certificate);
    if (!fingerprint)
        return tl::unexpected(fingerprint.error());
    const std::string name = "slipway-root-" + fingerprint->substr(0, 8);
    const std::string place = "/usr/local/share/ca-certificates/" + name + ".crt";
    const std::string link = "/etc/ssl/certs/" + name + ".pem";
    // update-ca-certificates tells its hooks (Java's store is one) of no certificate that left /usr/local: this does.
    return TrustScripts{"install -m 644 " + shellWord(file) + " " + place + " && update-ca-certificates",
                        "rm -f " + place + " " + link + " && update-ca-certificates && openssl rehash /etc/ssl/certs" +
                            " && for hook in /etc/ca-certificates/update.d/*; do if [ -x \"$hook\" ]; then echo -" +
                            link + " | \"$hook\"; fi; done"};
}

bool agreed(Context& context, const std::string& question) {
    if (::isatty(STDIN_FILENO) != 1 || !context.console.errIsTerminal)
        return false;
    context.console.err << question << " Go on? [y/N] " << std::flush;
    std::string answer;
    std::getline(std::cin, answer);
    return answer == "y" || answer == "Y" || answer == "yes";
}

}  // namespace

int tlsIssue(Context& context, const std::vector<std::string>& names, const std::string& folder) {
    SLIPWAY_CLI_TRY(home, context.home());
    const auto root = rootOf(context, *home);
    if (!root)
        return report(context, api::ApiError(root.error()));
    const auto pair = crypto::CertificateAuthority::issue(*root, names);
    if (!pair)
        return report(context, api::ApiError(pair.error()));
    std::filesystem::path where = folder.empty() ? "." : folder;
    if (where.is_relative())
        where = std::filesystem::path(context.folder) / where;
    std::string stem = names.front().starts_with("*.") ? names.front().substr(2) : names.front();
    for (char& c : stem)
        if (c == ':')
            c = '-';
    const std::string certificate = (where / (stem + ".pem")).lexically_normal().string();
    const std::string key = (where / (stem + "-key.pem")).lexically_normal().string();
    if (auto made = makeFolders(where.string()); !made)
        return report(context, api::ApiError(made.error()));
    if (auto written = writeFileAtomically(key, pair->key, 0600); !written)
        return report(context, api::ApiError(written.error()));
    if (auto written = writeFileAtomically(certificate, pair->certificate, 0644); !written)
        return report(context, api::ApiError(written.error()));
    if (context.options.json)
        printJson(context,
                  nlohmann::ordered_json{{"certificate", certificate}, {"key", key}, {"root", rootFile(*home)}}.dump());
    else
        context.console.out << "gateway:\n  tls:\n    listen: 127.0.0.1:8443\n    certificates: {certificate: "
                            << certificate << ", key: " << key << "}\n"
                            << std::flush;
    return 0;
}

int tlsTrust(Context& context, const TrustOptions& options) {
    SLIPWAY_CLI_TRY(home, context.home());
    // Nothing is made in order to be forgotten.
    if (options.remove && !readFile(rootFile(*home)))
        return report(context, api::ApiError(Error{ErrorCode::NotFound,
                                                   "there is no root in " + *home + "/tls",
                                                   "Say with --home (or SLIPWAY_HOME) whose root it is.",
                                                   {}}));
    const auto root = rootOf(context, *home);
    if (!root)
        return report(context, api::ApiError(root.error()));
    const auto scripts = scriptsFor(*root, rootFile(*home));
    if (!scripts)
        return report(context, api::ApiError(scripts.error()));
    const std::string& script = options.remove ? scripts->forget : scripts->trust;
    const bool may = !options.print && ::geteuid() == 0 &&
                     (options.yes || agreed(context, options.remove ? "This machine shall trust the root no longer."
                                                                    : "This machine's programs shall trust the root: "
                                                                      "who has its key can be any site to them."));
    if (!may) {
        context.console.out << "sudo sh -c " << shellWord(script) << "\n" << std::flush;
        if (!options.print)
            context.console.err << "Nothing was changed. The line above is root's to run (as root: --yes); or import "
                                << rootFile(*home) << " where your browser keeps its authorities.\n";
        return 0;
    }
    if (std::system(("exec >&2; " + script).c_str()) != 0)
        return report(
            context,
            api::ApiError(Error{
                ErrorCode::Io, "the machine's store of certificates was not changed", "The lines above say why.", {}}));
    context.console.out << (options.remove ? "The machine no longer trusts " : "The machine now trusts ")
                        << rootFile(*home) << "\n"
                        << std::flush;
    return 0;
}

}  // namespace slipway::cli
