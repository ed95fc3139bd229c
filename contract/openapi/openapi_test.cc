#include "contract/openapi/openapi.h"

#include "contract/model/board_fixture.h"
#include "gtest/gtest.h"

namespace lossy::contract {
namespace {

TEST(OpenApiTest, WritesEveryEventAndTopicByHttp) {
  ExpectBoardDocument(OpenApi(Board()), "board.openapi.json", "openapi");
}

}  // namespace
}  // namespace lossy::contract
