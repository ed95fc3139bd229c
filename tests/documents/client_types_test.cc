#include <string>

#include "gtest/gtest.h"
#include "tests/documents/contract_output.h"

namespace lossy {
namespace {

TEST(ClientTypesTest, AreThoseThatTheProtosGive) {
  const std::string written = ContractOutput("types");
  ASSERT_FALSE(written.empty());
  EXPECT_TRUE(ReadText("clients/lossy/src/contract.ts") == written)
      << "clients/lossy/src/contract.ts differs from the protos: write it with ./dev docs";
}

TEST(ClientTypesTest, OfTheConsoleAreThoseThatItsProtoGives) {
  const std::string written = ContractOutput("types", kConsole);
  ASSERT_FALSE(written.empty());
  EXPECT_TRUE(ReadText("clients/console/src/contract.ts") == written)
      << "clients/console/src/contract.ts differs from console.proto: write it with ./dev docs";
}

}  // namespace
}  // namespace lossy
