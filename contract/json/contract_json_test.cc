#include "contract/json/contract_json.h"

#include "contract/model/board_fixture.h"
#include "gtest/gtest.h"

namespace lossy::contract {
namespace {

TEST(ContractJsonTest, WritesEveryTopicAndSchema) {
  ExpectBoardDocument(ContractJson(Board()), "board.contract.json", "json");
}

}  // namespace
}  // namespace lossy::contract
