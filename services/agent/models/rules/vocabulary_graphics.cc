#include "services/agent/models/rules/vocabulary_tables.h"

namespace lossy::agent {
namespace {

constexpr int kTopic = notes::v1::NOTE_CATEGORY_GRAPHICS;

constexpr Entry kEntries[] = {
    {kTopic, 5.5,
     "(lower third|lower thirds|lower 3rd|end card|end cards|end screen|title card|"
     "title cards|title screen|text on screen|on screen text|onscreen text|text overlay|"
     "call out|callout|callouts|motion graphic|motion graphics|progress bar|"
     "subscribe button|closed caption|closed captions|font size|type face|"
     "closing credits|opening credits|end credits|opening title|opening titles|"
     "main title|name tag|pop up|popup|key frame|keyframe|keyframes|particle effect|"
     "logo animation|logo reveal|bar chart|pie chart|line graph|bullet point|"
     "bullet points|safe area|safe zone|title safe|intro animation|drop shadows|"
     "color of the text|qr code|click here|social handle|social handles|url at the|"
     "website on screen|stat card|name and title|her name on|his name on|their name on|"
     "speech bubble|name super|brand color|brand colors|brand colour|brand colours|"
     "brand font|brand guidelines|brand guide|style guide|hyphen|capitalize|capitalized|"
     "capital|text box|line break|numbers on screen|swoosh|ease in|ease out|easing|"
     "gradient|stroke|off the edge of the screen|margin|margins|left aligned|"
     "right aligned|on screen graphic|timer|loading bar|vector|intro card|outro card|"
     "bumper|slate card|rebrand|rebranded|legibility|low res logo|end slate|"
     "title sequence|opening credit|name is spelled|name spelled|spells|spelt|his title|"
     "her title|job title|map|table|figure|super imposed|superimposed|text animation|"
     "number animation|counter|legal text|fine print|disclaimer text|wipe in|flies in|"
     "fades in text|scribble|doodle|drawing|hand drawn|cartoon|lottie|checkmark|"
     "asterisk|quotation marks|exclamation point|question mark|typed|handwriting|"
     "font weight|color of the title|color of the logo|title color|logo color|swatch|"
     "shape|shapes|circle|rectangle|line art|layout|grid)"},
    {kTopic, 5,
     "(title|titles|text|font|fonts|logo|caption|captions|subtitle|subtitles|graphic|"
     "graphics|animation|animations|animate|animated|overlay|overlays|typo|typos|"
     "misspelled|misspelt|misspelling|spelled|spelling|kerning|typography|typeface|"
     "lettering|letters|headline|watermark|icon|icons|chart|charts|graph|graphs|"
     "diagram|infographic|arrow|arrows|banner|badge|emoji|emojis|sticker|chyron|"
     "opacity|credits|bullet|bullets|slide|slides|illustration|illustrations|"
     "render of|3d|cgi|vfx|animator|mograph|serif|bold|italic|italics|uppercase|"
     "lowercase|all caps|punctuation|apostrophe|comma|box around|border|outline|"
     "highlight box|circle around|ticker|countdown|mockup|screenshot|label|labels|"
     "button|wordmark|crawl text|alignment|aligned|legible|unreadable|"
     "kern|glyph|lower left text|bounce in|fly in|slide in|pops up|pop in|on screen|"
     "finish reading|can't read|couldn't read|to read|readable|period at the end|"
     "a period|missing period|tagline|separate line|call out arrow|numbers are|"
     "the quote is|quote card|website at|our website|the url|phone number|email address|"
     "address at|at the bottom|date on screen|price on screen|names on screen|"
     "name on screen|text color|words on|words on the screen|words on screen|letter|"
     "copy on|copy is|wrong font|font color|bold the|make it bold|italicize|underline|"
     "drop shadow|outline on|stroke on|text shadow|background box|text background|"
     "box behind|bar behind|strip behind|gradient behind|transparent box|lower it so it|"
     "cover his|cover her|covers his|covers her|covering the|covers the|overlaps the|"
     "overlap the|bleeds off|runs off|cut off at the edge|too close to the edge|"
     "edge of the screen|centered on screen|bounces|bounce|wiggles|spins|spinning|spin|"
     "rotates|flips in|zooms in text|pops on|pops in|pops out|animates on|animates off|"
     "animate on|animate off|comes on screen|stays on screen|stay on screen|stay up|"
     "stays up|up longer|on longer|leave it up|leave the title up|leave that up|"
     "leave the text up|hold the title|hold the text|hold the logo|logo bug|end frame|"
     "end logo|closing logo|opening logo|intro logo|brand logo|company logo|client logo|"
     "sponsor logo|partner logo|logos|mark|trademark|tm symbol|registered symbol|"
     "copyright symbol|symbol|hashtag on|handle on|qr)"},
    {kTopic, 5.5,
     "(box with his|box with her|box with the|little box|name box|name plate|nameplate|"
     "percent sign|dollar sign|euro sign|pound sign|plus sign|minus sign|decimal point|"
     "comma is|comma after|umlaut|accent on the|words come in|words come up|"
     "words appear|words show up|letters come|letters appear|one at a time|"
     "one by one|appears on screen|appear on screen|put her name|put his name|"
     "put their name|put the name|put a name|name up|names up|name comes up|"
     "name shows up|name stays|our blue|our green|our red|our yellow|our purple|"
     "our colors|our colours|our font|our typeface|our logo|company colors|"
     "corporate colors|brand book|top of the logo|over the logo|on top of the logo|"
     "top of the text|over the text|on top of the text|this needs a title|"
     "needs a title|no title|a headline|roll by|credits roll|scroll by|thin font|"
     "when it's this thin|too thin to|text is so|text is too|letters are too|"
     "letters are so|fit on the screen|fit the screen|off screen|goes off the|"
     "spelling of|spell it|spell her|spell his|there instead of|their instead of|"
     "typed wrong|one l|two l's|two t's|double l|double t|"
     "with a c|with a k|with an e|with an i|with a y|with an s|with a z)"},
    {kTopic, 5, "=(highlight|supers)"},
    {kTopic, 6,
     "((behind|under|around|over|above|below|next to) the (text|title|caption|captions|subtitles|"
     "logo|words|letters|name))"},
    {kTopic, 3, "(last name|surname|first name|middle name|initials)"},
    {kTopic, 2.5, "(reading|on a phone|on mobile|red|white text|black text)"},
    {kTopic, 2,
     "(bigger|smaller|read|align|wording on|screen|covering|blocking|overlapping|"
     "white on|effect|effects|reveal|design|brand|branding|size|template|website|"
     "url|handle|small|lower left|lower right|upper left|upper right|top right|"
     "top left|bottom right|bottom left|bottom of the screen|top of the screen|placement|"
     "position|transparent|ui|interface|animates)"},
};

}  // namespace

absl::Span<const Entry> GraphicsEntries() { return kEntries; }

}  // namespace lossy::agent
