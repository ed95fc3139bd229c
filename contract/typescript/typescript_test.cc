#include "contract/typescript/typescript.h"

#include "contract/model/board_fixture.h"
#include "gtest/gtest.h"

namespace lossy::contract {
namespace {

TEST(TypeScriptTest, DeclaresEveryTopicAndMessage) {
  ExpectBoardDocument(TypeScript(Board()), "board.d.ts", "types");
}

}  // namespace
}  // namespace lossy::contract
