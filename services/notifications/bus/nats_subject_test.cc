#include "services/notifications/bus/nats_subject.h"

#include "gtest/gtest.h"

namespace lossy::notifications {
namespace {

TEST(NatsSubjectTest, KeepsLegalCharacters) {
  EXPECT_EQ(NatsSubject("lossy", "Aa-_09"), "lossy.Aa-_09");
}

TEST(NatsSubjectTest, EscapesCharactersWithAMeaningInNats) {
  EXPECT_EQ(NatsSubject("lossy", "a.b"), "lossy.a=2eb");
  EXPECT_EQ(NatsSubject("lossy", "*>"), "lossy.=2a=3e");
  EXPECT_EQ(NatsSubject("lossy", "a b"), "lossy.a=20b");
}

TEST(NatsSubjectTest, DistinguishesAnEscapedNameFromASimilarOne) {
  EXPECT_EQ(NatsSubject("lossy", "a=2eb"), "lossy.a=3d2eb");
}

TEST(NatsSubjectTest, TakesAnyByte) {
  EXPECT_EQ(NatsSubject("lossy", "\xc3\xa9"), "lossy.=c3=a9");
  EXPECT_EQ(NatsSubject("lossy", absl::string_view("\0\n", 2)), "lossy.=00=0a");
}

TEST(NatsSubjectTest, GivesNoNameTheSubjectOfControl) {
  EXPECT_EQ(NatsControlSubject("lossy"), "lossy.=replicas");
  EXPECT_EQ(NatsSubject("lossy", "=replicas"), "lossy.=3dreplicas");
}

}  // namespace
}  // namespace lossy::notifications
