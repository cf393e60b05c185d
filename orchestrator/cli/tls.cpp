#include <unistd.h>

#include <cstdlib>
#include <filesystem>
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

int tlsTrust(Context& context, bool remove) {
    SLIPWAY_CLI_TRY(home, context.home());
    // Nothing is made in order to be forgotten.
    const auto root = remove ? Result<crypto::PemPair>() : rootOf(context, *home);
    if (!root)
        return report(context, api::ApiError(root.error()));
    // Debian's store, that OpenSSL, GnuTLS and so curl and Python read. Browsers have stores of their own.
    const std::string place = "/usr/local/share/ca-certificates/slipway-root.crt";
    if (::geteuid() != 0) {
        context.console.out << (remove ? "sudo rm " + place + " && sudo update-ca-certificates --fresh\n"
                                       : "sudo install -m 644 '" + rootFile(*home) + "' " + place +
                                             " && sudo update-ca-certificates\n")
                            << std::flush;
        context.console.err << "That is root's to do: run the line above, or import " << rootFile(*home)
                            << " where your browser keeps its authorities.\n";
        return 0;
    }
    if (remove)
        std::filesystem::remove(place);
    else if (auto written = writeFileAtomically(place, root->certificate, 0644); !written)
        return report(context, api::ApiError(written.error()));
    if (std::system(remove ? "update-ca-certificates --fresh >&2" : "update-ca-certificates >&2") != 0)
        return report(
            context,
            api::ApiError(Error{
                ErrorCode::Io, "the machine's store of certificates was not changed", "The lines above say why.", {}}));
    context.console.out << (remove ? "The machine no longer trusts " : "The machine now trusts ") << rootFile(*home)
                        << "\n"
                        << std::flush;
    return 0;
}

}  // namespace slipway::cli
