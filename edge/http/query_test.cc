#include "edge/http/query.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

TEST(Query, DecodesPairsInOrder) {
  EXPECT_THAT(*ParseQuery("token=a.b-c&vsn=2.0.0"),
              ElementsAre(Pair("token", "a.b-c"), Pair("vsn", "2.0.0")));
  EXPECT_THAT(*ParseQuery("a%5Bb%5D=c+d%20e&x=%C3%A9"),
              ElementsAre(Pair("a[b]", "c d e"), Pair("x", "é")));
  EXPECT_THAT(*ParseQuery("email=a%40b.c&next=1=2"),
              ElementsAre(Pair("email", "a@b.c"), Pair("next", "1=2")));
}

TEST(Query, AcceptsMissingParts) {
  EXPECT_THAT(*ParseQuery(""), IsEmpty());
  EXPECT_THAT(*ParseQuery("&vsn=2.0.0&"), ElementsAre(Pair("vsn", "2.0.0")));
  EXPECT_THAT(*ParseQuery("a&b="), ElementsAre(Pair("a", ""), Pair("b", "")));
}

TEST(Query, KeepsInvalidEscapes) {
  EXPECT_THAT(*ParseQuery("a=%zz&b=%&c=%4&d=%4g&e=%41"),
              ElementsAre(Pair("a", "%zz"), Pair("b", "%"), Pair("c", "%4"), Pair("d", "%4g"),
                          Pair("e", "A")));
}

TEST(Query, IsNothingWhenItIsNotUtf8) {
  EXPECT_FALSE(ParseQuery("a=%ff").has_value());
  EXPECT_FALSE(ParseQuery("%ff=a").has_value());
  EXPECT_FALSE(ParseQuery("ok=1&a=\xc3").has_value());
}

TEST(Query, FindsTheLastOfAName) {
  const QueryParams params = *ParseQuery("vsn=1.0.0&other=x&vsn=2.0.0&vsn%5B%5D=3");
  ASSERT_NE(FindParam(params, "vsn"), nullptr);
  EXPECT_EQ(*FindParam(params, "vsn"), "2.0.0");
  EXPECT_EQ(FindParam(params, "token"), nullptr);
}

}  // namespace
}  // namespace lossy::edge
