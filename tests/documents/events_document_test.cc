#include <string>

#include "gtest/gtest.h"
#include "tests/documents/contract_output.h"

namespace lossy {
namespace {

TEST(EventsDocumentTest, IsTheOneThatTheProtosGive) {
  const std::string written = ContractOutput("events");
  ASSERT_FALSE(written.empty());
  EXPECT_TRUE(ReadText("docs/events.md") == written)
      << "docs/events.md differs from the protos: write it with ./dev docs";
}

}  // namespace
}  // namespace lossy
