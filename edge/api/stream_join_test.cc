#include "edge/api/stream_join.h"

#include "absl/strings/match.h"
#include "base/error/error.h"
#include "gtest/gtest.h"
#include "lossy/sample/v1/room.pb.h"

namespace lossy::edge {
namespace {

absl::StatusOr<std::string> Join(const QueryParams& params, const HttpRequest& request = {}) {
  TableSet tables;
  return StreamJoin("room:\"1", **tables.For(sample::v1::RoomMessage::descriptor()), request,
                    params);
}

TEST(StreamJoin, AsksForThePosition) {
  EXPECT_EQ(*Join({}), R"(["1","1","room:\"1","phx_join",{"recover":true}])");
}

TEST(StreamJoin, HasTheParametersAsFieldsOrAsOneObject) {
  EXPECT_EQ(*Join({{"t", "5"}, {"x", "5"}}),
            R"(["1","1","room:\"1","phx_join",{"t":5,"x":"5","recover":true}])");
  EXPECT_EQ(*Join({{"params", R"( {"t": [1]} )"}, {"t", "5"}}),
            R"(["1","1","room:\"1","phx_join",{"t": [1],"recover":true}])");
  EXPECT_EQ(*Join({{"params", "{}"}}), R"(["1","1","room:\"1","phx_join",{"recover":true}])");
}

TEST(StreamJoin, RecoversFromTheLastEvent) {
  HttpRequest request;
  request.headers.emplace_back("last-event-id", "e:41.3");
  constexpr char kRecovers[] =
      R"(["1","1","room:\"1","phx_join",{"recover":{"epoch":"e","offset":41,"run":3}}])";
  EXPECT_EQ(*Join({}, request), kRecovers);
  EXPECT_EQ(*Join({{"last_event_id", "e:1"}}, request), kRecovers) << "the header is newer";
  EXPECT_EQ(*Join({{"last_event_id", "e:41.3"}}), kRecovers);
  EXPECT_EQ(*Join({{"last_event_id", ""}}), *Join({}));
}

TEST(StreamJoin, RefusesMalformedParameters) {
  for (const QueryParams& params : {QueryParams{{"params", "[]"}}, QueryParams{{"params", "{"}},
                                    QueryParams{{"params", "{},{}"}}, QueryParams{{"params", ""}},
                                    QueryParams{{"last_event_id", "41"}}}) {
    const absl::StatusOr<std::string> join = Join(params);
    EXPECT_TRUE(absl::IsInvalidArgument(join.status())) << params[0].second;
    EXPECT_TRUE(absl::StartsWith(join.status().message(), params[0].first));
  }
}

}  // namespace
}  // namespace lossy::edge
