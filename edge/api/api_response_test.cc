#include "edge/api/api_response.h"

#include "base/error/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

TEST(ApiResponse, HasTheStatusOfEveryReason) {
  for (int number = channel::v1::Reason_MIN + 1; number <= channel::v1::Reason_MAX; ++number) {
    channel::v1::Error error;
    error.set_reason(static_cast<channel::v1::Reason>(number));
    const HttpResponse response = StatusResponse(base::MakeStatus(error));
    const bool is_internal = number == channel::v1::REASON_INTERNAL;
    EXPECT_EQ(response.status == 500, is_internal) << channel::v1::Reason_Name(error.reason());
  }
  EXPECT_EQ(HttpStatusOf("unmatched topic"), 404);
  EXPECT_EQ(HttpStatusOf("of a later version"), 500);
}

TEST(ApiResponse, RepeatsTheErrorAndItsRetryHint) {
  const HttpResponse response = StatusResponse(base::RateLimited("too many", 1200));
  EXPECT_EQ(response.status, 429);
  EXPECT_THAT(response.body, HasSubstr(R"("reason":"rate_limited","message":"too many")"));
  EXPECT_THAT(response.headers, Contains(Pair("retry-after", "2")));
}

TEST(ApiResponse, SaysHowAClientAuthenticates) {
  const HttpResponse response = ErrorJsonResponse(R"({"reason":"unauthenticated"})");
  EXPECT_EQ(response.status, 401);
  EXPECT_THAT(response.headers, Contains(Pair("www-authenticate", "Bearer")));
}

TEST(ApiResponse, NamesTheProtocolThatASessionNeeds) {
  EXPECT_EQ(SocketNeeded().status, 426);
  EXPECT_THAT(SocketNeeded().headers, Contains(Pair("upgrade", "websocket")));
}

TEST(ApiResponse, MayBeReadByThePageThatAsked) {
  HttpRequest request;
  HttpResponse response;
  AllowOrigin(request, &response);
  EXPECT_TRUE(response.headers.empty());
  request.headers.emplace_back("origin", "https://app.example");
  AllowOrigin(request, &response);
  EXPECT_THAT(response.headers,
              Contains(Pair("access-control-allow-origin", "https://app.example")));
  EXPECT_THAT(response.headers, Not(Contains(Pair("access-control-allow-credentials", "true"))));
}

}  // namespace
}  // namespace lossy::edge
