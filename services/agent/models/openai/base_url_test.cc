#include "services/agent/models/openai/base_url.h"

#include "gtest/gtest.h"

namespace lossy::agent {
namespace {

TEST(BaseUrl, HasAHostAPortAndAPath) {
  const absl::StatusOr<BaseUrl> url = ParseBaseUrl("http://Models.local:8080/api/v1");
  ASSERT_TRUE(url.ok()) << url.status();
  EXPECT_FALSE(url->tls);
  EXPECT_EQ(url->host, "models.local");
  EXPECT_EQ(url->port, 8080);
  EXPECT_EQ(url->path, "/api/v1");
  EXPECT_EQ(url->authority(), "models.local:8080");
}

TEST(BaseUrl, HasThePortOfItsScheme) {
  EXPECT_EQ(ParseBaseUrl("https://api.openai.com/v1")->port, 443);
  EXPECT_EQ(ParseBaseUrl("HTTP://localhost")->port, 80);
  EXPECT_TRUE(ParseBaseUrl("https://api.openai.com/v1")->tls);
  EXPECT_EQ(ParseBaseUrl("https://api.openai.com:443/v1")->authority(), "api.openai.com");
  EXPECT_EQ(ParseBaseUrl("https://api.openai.com:80/v1")->authority(), "api.openai.com:80");
}

TEST(BaseUrl, MayBeAnAddress) {
  EXPECT_EQ(ParseBaseUrl("http://127.0.0.1:11434/v1")->host, "127.0.0.1");
  const absl::StatusOr<BaseUrl> url = ParseBaseUrl("http://[::1]:8000/v1");
  ASSERT_TRUE(url.ok()) << url.status();
  EXPECT_EQ(url->host, "::1");
  EXPECT_EQ(url->authority(), "[::1]:8000");
}

TEST(BaseUrl, LosesSlashesAtItsEnd) {
  EXPECT_EQ(ParseBaseUrl("http://h/v1/")->path, "/v1");
  EXPECT_EQ(ParseBaseUrl("http://h//")->path, "");
  EXPECT_EQ(ParseBaseUrl("http://h")->path, "");
}

TEST(BaseUrl, NamesTheProblem) {
  struct Case {
    const char* text;
    const char* problem;
  };
  constexpr Case kCases[] = {
      {"", "does not begin with http:// or https://"},
      {"api.openai.com/v1", "does not begin with http:// or https://"},
      {"localhost:8080", "does not begin with http:// or https://"},
      {"ftp://h/v1", "does not begin with http:// or https://"},
      {" https://h", "does not begin with http:// or https://"},
      {"https://", "has no host"},
      {"https:///v1", "has no host"},
      {"https://h h/v1", "has no host"},
      {"https://:8080/v1", "has no host"},
      {"https://user:word@h/v1", "must not have a user or a password"},
      {"https://h:/v1", "has no port from 1 to 65535"},
      {"https://h:0/v1", "has no port from 1 to 65535"},
      {"https://h:65536", "has no port from 1 to 65535"},
      {"https://h:+x", "has no port from 1 to 65535"},
      {"https://[::1/v1", "has no IPv6 address in brackets"},
      {"https://[h]/v1", "has no IPv6 address in brackets"},
      {"https://[::1]8080", "has no port from 1 to 65535"},
      {"https://h/v1?key=1", "has more than a plain path behind its host"},
      {"https://h?x", "has more than a plain path behind its host"},
      {"https://h/v1#x", "has more than a plain path behind its host"},
      {"https://h/v1\r\nX: y", "has more than a plain path behind its host"},
  };
  for (const Case& wrong : kCases) {
    const absl::Status status = ParseBaseUrl(wrong.text).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << wrong.text;
    EXPECT_EQ(status.message(), std::string("the URL ") + wrong.problem) << wrong.text;
  }
}

}  // namespace
}  // namespace lossy::agent
