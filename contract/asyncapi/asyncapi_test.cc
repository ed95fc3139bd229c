#include "contract/asyncapi/asyncapi.h"

#include "contract/model/board_fixture.h"
#include "gtest/gtest.h"

namespace lossy::contract {
namespace {

TEST(AsyncApiTest, WritesEveryTopicWithItsMessages) {
  ExpectBoardDocument(AsyncApi(Board()), "board.asyncapi.json", "asyncapi");
}

}  // namespace
}  // namespace lossy::contract
