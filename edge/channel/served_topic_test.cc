#include "edge/channel/served_topic.h"

#include <memory>
#include <string>
#include <utility>

#include "boost/smart_ptr/intrusive_ptr.hpp"
#include "edge/channel/served_channel.h"
#include "edge/metrics/route_metrics.h"
#include "edge/routing/routing_table.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "prometheus/registry.h"

namespace lossy::edge {
namespace {

using testing::ElementsAre;

class ServedTopicTest : public testing::Test {
 protected:
  ServedTopic Serve(absl::string_view pattern, const std::string& topic) {
    route_.pattern = *TopicPattern::Parse(pattern);
    return {*channel_, topic, *route_.pattern.Match(topic)};
  }

  prometheus::Registry registry_;
  RouteMetrics metrics_{registry_};
  const std::shared_ptr<const RoutingTable> routes_ = *RoutingTable::Build({}, {});
  ChannelRoute route_;
  const boost::intrusive_ptr<const ServedChannel> channel_{
      new ServedChannel(route_, routes_, metrics_)};
};

TEST_F(ServedTopicTest, KeepsTheVariablesWhereverItIsMoved) {
  ServedTopic topic = Serve("a:{x}:b:{y}", "a:1:b:2:3");
  const ServedTopic moved = std::move(topic);
  EXPECT_EQ(moved.name(), "a:1:b:2:3");
  EXPECT_THAT(moved.variables(), ElementsAre("1", "2:3", "", ""));
}

TEST_F(ServedTopicTest, EndsAVariableBeforeALiteral) {
  EXPECT_THAT(Serve("{x}:b", "12:b").variables(), ElementsAre("12", "", "", ""));
  EXPECT_THAT(Serve("{a}:{b}:{c}:{d}", "1:2:3:4:5").variables(), ElementsAre("1", "2", "3", "4:5"));
}

TEST_F(ServedTopicTest, HasNoVariablesForALiteralPattern) {
  EXPECT_THAT(Serve("room:meta", "room:meta").variables(), ElementsAre("", "", "", ""));
}

TEST_F(ServedTopicTest, BindsVariablesToTheFieldsOfAMessage) {
  std::string message;
  Serve("a:{x}:{y}", "a:1:2")
      .Bind({{.field_number = 1, .variable = 1}, {.field_number = 2, .variable = 0}}, &message);
  EXPECT_EQ(message,
            "\x0a\x01"
            "2\x12\x01"
            "1");
}

}  // namespace
}  // namespace lossy::edge
