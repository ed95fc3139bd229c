#include "deploy/local/http_health.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "base/rpc/internal_tls.h"
#include "base/time/clock.h"

namespace lossy::health {
namespace {

constexpr int kLimitSeconds = 2;
constexpr int kNapMs = 20;
constexpr std::size_t kLongestStatusLine = 256;

struct BioFree {
  void operator()(BIO* bio) const { BIO_free_all(bio); }
};
using BioPtr = std::unique_ptr<BIO, BioFree>;

struct ContextFree {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using ContextPtr = std::unique_ptr<SSL_CTX, ContextFree>;

struct Url {
  bool tls = false;
  std::string address;  // "HOST:PORT".
  std::string path;
};

Url Parse(absl::string_view text) {
  Url url;
  url.tls = absl::ConsumePrefix(&text, "https://");
  absl::ConsumePrefix(&text, "http://");
  const std::size_t slash = std::min(text.find('/'), text.size());
  url.address = std::string(text.substr(0, slash));
  url.path = slash == text.size() ? "/" : std::string(text.substr(slash));
  return url;
}

std::string OpensslError(absl::string_view action) {
  const unsigned long error = ERR_peek_last_error();
  if (error == 0) return absl::StrCat(action, " failed or took more than ", kLimitSeconds, " s");
  const char* const reason = ERR_reason_error_string(error);
  return absl::StrCat(action, " failed: ", reason == nullptr ? "an error of the system" : reason);
}

// Returns a part of a connection that speaks TLS, or nullptr if the authorities cannot be used.
BioPtr MakeTls(SSL_CTX* context, const std::string& authorities, const std::string& name) {
  if (SSL_CTX_load_verify_locations(context, authorities.c_str(), nullptr) != 1) return nullptr;
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  BioPtr bio(BIO_new_ssl(context, 1));
  SSL* session = nullptr;
  BIO_get_ssl(bio.get(), &session);
  SSL_set_tlsext_host_name(session, name.c_str());
  SSL_set_hostflags(session, X509_CHECK_FLAG_NO_WILDCARDS);
  SSL_set1_host(session, name.c_str());
  return bio;
}

// Waits until the failed call of `bio` can be repeated. Returns false if it cannot, or at the
// deadline by the steady clock.
bool AwaitRetry(BIO* bio, absl::Time deadline) {
  const auto left = absl::ToInt64Milliseconds(deadline - base::SteadyNow());
  if (BIO_should_retry(bio) == 0 || left <= 0) return false;
  const int socket = static_cast<int>(BIO_get_fd(bio, nullptr));
  pollfd wait{.fd = socket,
              .events = static_cast<short>(BIO_should_read(bio) ? POLLIN : POLLOUT),
              .revents = 0};
  return poll(&wait, 1, static_cast<int>(left)) == 1;
}

bool Send(BIO* bio, const std::string& request, absl::Time deadline) {
  std::size_t sent = 0;
  while (sent < request.size()) {
    const int size = BIO_write(bio, request.data() + sent, static_cast<int>(request.size() - sent));
    if (size > 0) {
      sent += static_cast<std::size_t>(size);
    } else if (!AwaitRetry(bio, deadline)) {
      return false;
    }
  }
  return true;
}

// Returns the bytes up to the end of the first line, or fewer if there is no such end.
std::string ReceiveLine(BIO* bio, absl::Time deadline) {
  std::string line;
  char byte = 0;
  while (line.size() < kLongestStatusLine) {
    const int size = BIO_read(bio, &byte, 1);
    if (size > 0) {
      if (byte == '\r') break;
      line.push_back(byte);
    } else if (!AwaitRetry(bio, deadline)) {
      break;
    }
  }
  return line;
}

}  // namespace

std::string CheckHttp(absl::string_view name, absl::string_view text) {
  const Url url = Parse(text);
  const absl::Time deadline = base::SteadyNow() + absl::Seconds(kLimitSeconds);
  const ContextPtr context(SSL_CTX_new(TLS_client_method()));
  BioPtr bio(BIO_new_connect(url.address.c_str()));
  BIO_set_nbio(bio.get(), 1);
  if (url.tls) {
    const base::InternalTls* const tls = base::InternalTls::FromFlags();
    if (tls == nullptr) return "https needs --tls_internal_ca, with the certificate and the key";
    if (name.empty()) return absl::StrCat("https needs the name of the process: NAME=", text);
    BioPtr top = MakeTls(context.get(), tls->certificates()->authorities->path, std::string(name));
    if (top == nullptr) return OpensslError("reading the authorities");
    bio.reset(BIO_push(top.release(), bio.release()));
  }
  if (BIO_do_connect_retry(bio.get(), kLimitSeconds, kNapMs) != 1) {
    return OpensslError("the connection");
  }
  const std::string request = absl::StrCat("GET ", url.path, " HTTP/1.1\r\nHost: ", url.address,
                                           "\r\nConnection: close\r\n\r\n");
  if (!Send(bio.get(), request, deadline)) return OpensslError("sending the request");
  const std::string line = ReceiveLine(bio.get(), deadline);
  if (absl::StartsWith(line, "HTTP/1.1 200")) return "";
  return line.empty() ? OpensslError("receiving an answer") : absl::StrCat("answers ", line);
}

}  // namespace lossy::health
