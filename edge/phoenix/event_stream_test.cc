#include "edge/phoenix/event_stream.h"

#include <string>

#include "absl/strings/str_join.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

std::string Event(absl::string_view id, absl::string_view name, absl::string_view data) {
  return absl::StrJoin(EventParts(id, name, data), "");
}

TEST(EventStream, WritesAnEventWithItsPosition) {
  EXPECT_EQ(Event("e:41", "message_sent", R"({"text":"hi"})"),
            "id: e:41\nevent: message_sent\ndata: {\"text\":\"hi\"}\n\n");
}

TEST(EventStream, LeavesTheIdOutWithoutAPosition) {
  EXPECT_EQ(Event("", "presence_diff", "{}"), "event: presence_diff\ndata: {}\n\n");
}

TEST(EventStream, ReadsItsOwnMessages) {
  for (const char* id : {"", "e:41", "a:b:7.2"}) {
    const std::string text = Event(id, "error", R"({"reason":"forbidden"})");
    const absl::optional<StreamEvent> event = ReadEvent(text);
    ASSERT_TRUE(event.has_value()) << text;
    EXPECT_EQ(event->name, "error");
    EXPECT_EQ(event->data_json, R"({"reason":"forbidden"})");
  }
}

TEST(EventStream, ReadsNoOtherText) {
  for (const char* text : {"", "id: 1", "event: error\n\n", ": heartbeat\n\n", "data: {}\n\n",
                           "\ndata: {}\n\n", "event: a\ndata: {}"}) {
    EXPECT_FALSE(ReadEvent(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace lossy::edge
