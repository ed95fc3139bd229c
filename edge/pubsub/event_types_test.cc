#include "edge/pubsub/event_types.h"

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "edge/routing/descriptor_text.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

// Returns routes that declare the event type t.NAME.
std::shared_ptr<const RoutingTable> Declare(const std::string& name) {
  const std::string messages = absl::StrCat(
      MessageText("Made", ""), EventMessageText(name, MemberText("made", 1, ".t.Made")));
  return *RoutingTable::Build(TestDescriptors(messages, ""), {});
}

TEST(EventTypes, FindsTheTypesOfTheCurrentRoutes) {
  EventTypes types(Declare("Old"));
  EXPECT_EQ(types.Find("t.Old")->full_name(), "t.Old");
  EXPECT_EQ(types.Find("t.New"), nullptr);
  types.Use(Declare("New"));
  EXPECT_EQ(types.Find("t.New")->full_name(), "t.New");
}

TEST(EventTypes, FindsTheTypesOfEarlierRoutesWhileTheyAreUsed) {
  std::shared_ptr<const RoutingTable> used = Declare("Old");
  EventTypes types(used);
  types.Use(Declare("New"));
  types.Use(Declare("Newer"));
  EXPECT_EQ(types.Find("t.Old")->full_name(), "t.Old");
  EXPECT_EQ(types.Find("t.New"), nullptr);
  used.reset();
  EXPECT_EQ(types.Find("t.Old"), nullptr);
}

TEST(EventTypes, LetsATypeOutliveItsRoutes) {
  EventTypes types(Declare("Old"));
  const std::shared_ptr<const MessageTable> type = types.Find("t.Old");
  types.Use(Declare("New"));
  EXPECT_EQ(type->full_name(), "t.Old");
}

}  // namespace
}  // namespace lossy::edge
