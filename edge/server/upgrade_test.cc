#include "edge/server/upgrade.h"

#include <algorithm>
#include <tuple>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/refusal/refusal.h"
#include "edge/auth/test_tokens.h"
#include "edge/http/refusal_response.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

using testing::HasSubstr;
using testing::Not;

// A request for a WebSocket that is accepted, unless a test spoils it.
class UpgradeTest : public testing::Test {
 protected:
  UpgradeTest() {
    request_.method = "GET";
    request_.path = "/socket/websocket";
    request_.query = absl::StrCat("token=", tokens_.User("ann", "phone"), "&vsn=2.0.0");
    request_.headers = {{"host", "localhost"},
                        {"connection", "Upgrade"},
                        {"upgrade", "websocket"},
                        {"sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="},
                        {"sec-websocket-version", "13"}};
  }

  bool offer_deflate_ = false;

  UpgradeDecision Decide() {
    return DecideUpgrade(request_, *OriginPolicy::Parse("//localhost"), tokens_.authenticator(),
                         offer_deflate_);
  }
  // 101 when it is accepted.
  int Status() {
    const UpgradeDecision decision = Decide();
    return decision.refusal ? decision.refusal->status : 101;
  }
  void ExpectRefusal(int status, const std::string& body = "") {
    const UpgradeDecision decision = Decide();
    ASSERT_TRUE(decision.refusal.has_value());
    EXPECT_EQ(decision.refusal->status, status);
    EXPECT_EQ(decision.refusal->body, body);
  }

  // A 403 whose body names the reason that its client may know.
  void ExpectForbidden(base::RefusalReason reason) {
    const UpgradeDecision decision = Decide();
    ASSERT_TRUE(decision.refusal.has_value());
    EXPECT_EQ(decision.refusal->status, 403);
    EXPECT_EQ(decision.refusal->content_type, "application/json; charset=utf-8");
    EXPECT_EQ(decision.refusal->body, RefusalResponse(reason).body);
    EXPECT_EQ(base::PublicReason(decision.reason), base::PublicReason(reason));
    EXPECT_FALSE(decision.problem.empty());
  }

  void Set(const std::string& name, const std::string& value) {
    Remove(name);
    request_.headers.emplace_back(name, value);
  }
  void Remove(const std::string& name) {
    auto& headers = request_.headers;
    headers.erase(std::remove_if(headers.begin(), headers.end(),
                                 [&](const auto& header) { return header.first == name; }),
                  headers.end());
  }
  void Offer(const std::string& protocols) { Set("sec-websocket-protocol", protocols); }
  // As the stock client offers a token: base64 without padding.
  static std::string TokenProtocol(const std::string& token) {
    std::string encoded = absl::Base64Escape(token);
    while (absl::EndsWith(encoded, "=")) encoded.pop_back();
    return "base64url.bearer.phx." + encoded;
  }

  TestTokens tokens_;
  HttpRequest request_;
};

TEST_F(UpgradeTest, AcceptsAClientAsTheUserOfItsToken) {
  const UpgradeDecision decision = Decide();
  ASSERT_FALSE(decision.refusal.has_value());
  EXPECT_EQ(decision.identity.user_id, "ann");
  EXPECT_EQ(decision.identity.device_id, "phone");
  EXPECT_EQ(decision.accepted,
            "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\n"
            "sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
}

TEST_F(UpgradeTest, ReadsHeadersAsClientsWriteThem) {
  Set("connection", "keep-alive, Upgrade");
  Set("upgrade", "WebSocket");
  Set("sec-websocket-key", "short");
  EXPECT_EQ(Status(), 101);
}

TEST_F(UpgradeTest, TakesNoOtherMethod) {
  for (const char* method : {"POST", "PUT", "HEAD", "OPTIONS", "DELETE", "CONNECT"}) {
    request_.method = method;
    ExpectRefusal(400);
  }
}

TEST_F(UpgradeTest, NamesTheMissingPartOfAnUpgrade) {
  const std::tuple<const char*, const char*, const char*> kCases[] = {
      {"connection", nullptr, "'connection' header must contain 'upgrade', got []"},
      {"connection", "close", "'connection' header must contain 'upgrade', got [\"close\"]"},
      {"upgrade", nullptr, "'upgrade' header must contain 'websocket', got []"},
      {"upgrade", "h2c, x", "'upgrade' header must contain 'websocket', got [\"h2c\", \"x\"]"},
      {"sec-websocket-key", nullptr, "'sec-websocket-key' header is absent"},
      {"sec-websocket-version", nullptr, "'sec-websocket-version' header must equal '13', got []"},
      {"sec-websocket-version", "8", "'sec-websocket-version' header must equal '13', got [\"8\"]"},
  };
  const HttpRequest good = request_;
  for (const auto& [name, value, problem] : kCases) {
    request_ = good;
    Remove(name);
    if (value != nullptr) Set(name, value);
    ExpectRefusal(400, problem);
  }
  request_ = good;
  request_.http_1_1 = false;
  ExpectRefusal(400, "HTTP version HTTP/1.0 unsupported");
}

TEST_F(UpgradeTest, RefusesVersionsThatItDoesNotSpeak) {
  const std::string token = "token=" + tokens_.User("ann");
  for (const char* vsn : {"&vsn=", "&vsn=2.1.0", "&vsn=3.0.0", "&vsn=2.0.0-rc.1", "&vsn=abc",
                          "&vsn%5B%5D=2.0.0", "&vsn=2.0.0&vsn=2.1.0"}) {
    request_.query = token + vsn;
    ExpectForbidden(base::RefusalReason::kVersion);
  }
  request_.query = token + "&vsn=3.0.0&vsn=2.0.0";
  EXPECT_EQ(Status(), 101);
}

TEST_F(UpgradeTest, RefusesClientsWithoutAValidToken) {
  for (const char* query : {"vsn=2.0.0", "token=&vsn=2.0.0"}) {
    request_.query = query;
    ExpectForbidden(base::RefusalReason::kNoToken);
  }
  for (const std::string& query :
       {std::string("token=rubbish&vsn=2.0.0"), absl::StrCat(request_.query, "&token=rubbish")}) {
    request_.query = query;
    ExpectForbidden(base::RefusalReason::kMalformed);
  }
}

TEST_F(UpgradeTest, SendsAClientTheReasonOfARefusal) {
  const auto refused = [&](const std::string& token) {
    request_.query = absl::StrCat("vsn=2.0.0&token=", token);
    return Decide().refusal->body;
  };
  EXPECT_EQ(refused(tokens_.sessions().Issue({.user_id = "ann"}, absl::Hours(1))),
            R"({"reason":"audience","message":"the token is for another audience"})");
  EXPECT_EQ(refused(tokens_.users().Issue({.user_id = "ann"}, -absl::Hours(1))),
            R"({"reason":"expired","message":"the token has expired"})");
  EXPECT_EQ(refused(TestTokens().User("ann") + "x"),
            R"({"reason":"bad_signature","message":"the token is not signed by an accepted key"})");
  EXPECT_EQ(refused(""), R"({"reason":"no_token","message":"a token is required"})");
}

TEST_F(UpgradeTest, LogsTheRefusedOriginAndVersion) {
  request_.query = absl::StrCat("token=", tokens_.User("ann"), "&vsn=9.0.0");
  EXPECT_THAT(Decide().problem, HasSubstr("9.0.0"));
  Set("origin", "http://evil.example");
  EXPECT_THAT(Decide().problem, HasSubstr("http://evil.example"));
  EXPECT_THAT(Decide().refusal->body, Not(HasSubstr("evil")));
}

TEST_F(UpgradeTest, ReadsTheQueryLikeAForm) {
  const std::string good = request_.query;
  request_.query = "&a%5Bb%5D=%zz&" + good;
  EXPECT_EQ(Status(), 101);
  request_.query = good + "&a=%ff";
  ExpectRefusal(400);
}

TEST_F(UpgradeTest, AcceptsPagesOfAllowedOriginsOnly) {
  Set("origin", "http://localhost:3000");
  EXPECT_EQ(Status(), 101);
  for (const char* origin : {"http://evil.example", "null", ""}) {
    Set("origin", origin);
    ExpectForbidden(base::RefusalReason::kOrigin);
  }
}

// Each request spoils one thing more than the one before; the first check that fails decides.
TEST_F(UpgradeTest, ChecksInPhoenixsOrder) {
  Remove("upgrade");
  ExpectRefusal(400, "'upgrade' header must contain 'websocket', got []");
  const std::string query = request_.query;
  request_.query = "token=rubbish&vsn=2.0.0";
  ExpectForbidden(base::RefusalReason::kMalformed);
  request_.query = query;
  Offer("mqtt");
  ExpectForbidden(base::RefusalReason::kProtocol);
  Offer("base64url.bearer.phx.~");
  ExpectRefusal(400);
  Set("origin", "http://evil.example");
  ExpectForbidden(base::RefusalReason::kOrigin);
  request_.query = "a=%ff";
  ExpectRefusal(400);
}

TEST_F(UpgradeTest, TakesTheTokenThatTheStockClientHidesInAProtocol) {
  request_.query = "vsn=2.0.0";
  Offer("phoenix, " + TokenProtocol(tokens_.User("bob", "tablet")));
  const UpgradeDecision decision = Decide();
  ASSERT_FALSE(decision.refusal.has_value());
  EXPECT_EQ(decision.identity.user_id, "bob");
  EXPECT_THAT(decision.accepted, HasSubstr("\r\nsec-websocket-protocol: phoenix\r\n"));
}

TEST_F(UpgradeTest, PrefersThatTokenToTheOneInTheQuery) {
  Offer(TokenProtocol(tokens_.User("bob")) + ", phoenix");
  EXPECT_EQ(Decide().identity.user_id, "bob");
  Offer("phoenix, " + TokenProtocol("rubbish"));
  ExpectForbidden(base::RefusalReason::kMalformed);
  Offer("phoenix, base64url.bearer.phx.");
  ExpectForbidden(base::RefusalReason::kNoToken);
}

TEST_F(UpgradeTest, EchoesNoProtocolThatWasNotOffered) {
  request_.query = "vsn=2.0.0";
  Offer(TokenProtocol(tokens_.User("bob")));
  const UpgradeDecision decision = Decide();
  ASSERT_FALSE(decision.refusal.has_value());
  EXPECT_THAT(decision.accepted, Not(HasSubstr("sec-websocket-protocol")));
}

TEST_F(UpgradeTest, AcceptsTheProtocolPhoenixOnly) {
  Offer("phoenix");
  EXPECT_THAT(Decide().accepted, HasSubstr("\r\nsec-websocket-protocol: phoenix\r\n"));
  Offer("mqtt, phoenix");
  EXPECT_THAT(Decide().accepted, HasSubstr("\r\nsec-websocket-protocol: phoenix\r\n"));
  Offer("mqtt, sip");
  ExpectForbidden(base::RefusalReason::kProtocol);
}

TEST_F(UpgradeTest, TakesPlainBase64WithOrWithoutPadding) {
  request_.query = "vsn=2.0.0";
  const std::string token = tokens_.User("ann");
  Offer("phoenix, base64url.bearer.phx." + absl::Base64Escape(token));
  EXPECT_EQ(Status(), 101);
  for (const char* encoded : {"_-_-", "~", "YQ=", "Y"}) {
    Offer(absl::StrCat("phoenix, base64url.bearer.phx.", encoded));
    ExpectRefusal(400);
  }
}

TEST_F(UpgradeTest, RefusesTwoHiddenTokens) {
  const std::string two =
      TokenProtocol(tokens_.User("ann")) + ", " + TokenProtocol(tokens_.User("bob"));
  request_.query = "vsn=2.0.0";
  Offer("phoenix, " + two);
  ExpectForbidden(base::RefusalReason::kNoToken);
  request_.query = absl::StrCat("vsn=2.0.0&token=", tokens_.User("cid"));
  EXPECT_EQ(Decide().identity.user_id, "cid");
  Offer(two);
  ExpectForbidden(base::RefusalReason::kProtocol);
}

TEST_F(UpgradeTest, AgreesToCompressIfConfiguredAndOffered) {
  Set("sec-websocket-extensions", "permessage-deflate; client_max_window_bits");
  EXPECT_THAT(Decide().accepted, Not(HasSubstr("sec-websocket-extensions")));
  offer_deflate_ = true;
  const UpgradeDecision decision = Decide();
  EXPECT_TRUE(decision.deflate);
  EXPECT_THAT(decision.accepted,
              testing::EndsWith("\r\nsec-websocket-extensions: permessage-deflate; "
                                "server_no_context_takeover; client_no_context_takeover\r\n\r\n"));
  Set("sec-websocket-extensions", "x-other");
  EXPECT_FALSE(Decide().deflate);
}

}  // namespace
}  // namespace lossy::edge
