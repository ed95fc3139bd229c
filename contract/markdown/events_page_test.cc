#include "contract/markdown/events_page.h"

#include "contract/model/board_fixture.h"
#include "gtest/gtest.h"

namespace lossy::contract {
namespace {

TEST(EventsPageTest, WritesEveryTopicEventAndMessage) {
  ExpectBoardDocument(EventsPage(Board()), "board.md", "events");
}

}  // namespace
}  // namespace lossy::contract
