/* SPDX-License-Identifier: GPL-2.0-only */
/* The page's head: its style, and the one script that it lets run. */
#include "page_parts.h"

static const char *const style[] = {
	":root{color-scheme:light dark;--paper:#f5f6f8;--card:#fff;--ink:#1f2933;\n",
	"--quiet:#52606d;--line:#dde2e7;--a:#2f6fb0;--b:#c2571a;--link:#1f5f9f;\n",
	"--nested:#13653f;--nested-bg:#dcf3e6;--shadow:#8a3a08;--shadow-bg:#fde6d6;\n",
	"--other:#4a3f7a;--other-bg:#e9e5f7;--warn:#fff6dc;--warn-line:#d9a514}\n",
	"@media screen and (prefers-color-scheme:dark){:root{--paper:#0e1216;\n",
	"--card:#14181d;--ink:#e4e8ec;--quiet:#a3adb8;--line:#2b323a;--a:#5b9bd9;\n",
	"--b:#ec8a4f;--link:#8cbdf0;--nested:#8fe0b4;--nested-bg:#103524;\n",
	"--shadow:#ffbd93;--shadow-bg:#43230f;--other:#cbbff5;--other-bg:#2d2648;\n",
	"--warn:#2e2710;--warn-line:#b98c14}}\n",
	"*{box-sizing:border-box}\n",
	"body{margin:0;background:var(--paper);color:var(--ink);\n",
	"font:16px/1.5 system-ui,-apple-system,\"Segoe UI\",\"DejaVu Sans\",sans-serif}\n",
	"main,footer{max-width:1180px;margin:0 auto;padding:0 20px}\n",
	"h1{font-size:1.7rem;line-height:1.2;margin:28px 0 10px;letter-spacing:-.01em}\n",
	"h2{font-size:1.25rem;margin:40px 0 12px}\n",
	"h3{font-size:1rem;margin:20px 0 6px}\n",
	"a{color:var(--link)}\n",
	"code{font:.92em ui-monospace,\"DejaVu Sans Mono\",Menlo,Consolas,monospace;\n",
	"overflow-wrap:anywhere}\n",
	"li,dd,.evidence,.headline{overflow-wrap:anywhere}\n",
	"li{margin:5px 0}\n",
	".headline{font-size:1.1rem;max-width:75ch;margin:0 0 18px}\n",
	".cards{display:grid;gap:16px;\n",
	"grid-template-columns:repeat(auto-fit,minmax(min(100%,400px),1fr))}\n",
	".card,figure,.wide,details{background:var(--card);\n",
	"border:1px solid var(--line);border-radius:10px}\n",
	".card{padding:14px 18px;border-top:4px solid var(--a)}\n",
	".card.b{border-top-color:var(--b)}\n",
	".run{margin:0 0 8px;color:var(--quiet);overflow-wrap:anywhere}\n",
	".run b{color:var(--ink)}\n",
	".verdict{display:inline-block;margin:0;padding:2px 14px;border-radius:99px;\n",
	"font-size:1.25rem;font-weight:650;color:var(--other);\n",
	"background:var(--other-bg)}\n",
	".verdict.nested{color:var(--nested);background:var(--nested-bg)}\n",
	".verdict.shadow{color:var(--shadow);background:var(--shadow-bg)}\n",
	".evidence{margin:8px 0 12px;color:var(--quiet);font-size:.92rem}\n",
	".facts{display:flex;flex-wrap:wrap;gap:10px 26px;margin:0}\n",
	".facts dt{font-size:.82rem;color:var(--quiet)}\n",
	".facts dd{margin:0;font-size:1.2rem;font-variant-numeric:tabular-nums}\n",
	".facts small{font-size:.8rem;color:var(--quiet)}\n",
	".warnings{margin:16px 0;padding:10px 18px;background:var(--warn);\n",
	"border-left:4px solid var(--warn-line);border-radius:4px}\n",
	".warnings p,.warnings ul{margin:0}\n",
	".pictures{display:grid;gap:16px;align-items:start;\n",
	"grid-template-columns:repeat(auto-fit,minmax(min(100%,440px),1fr))}\n",
	"figure{margin:0;padding:12px 14px}\n",
	"figcaption{font-weight:600;margin-bottom:6px}\n",
	"svg{display:block;width:100%;height:auto}\n",
	".wide{overflow-x:auto}\n",
	"table{border-collapse:collapse;width:100%;font-size:.86rem;\n",
	"font-variant-numeric:tabular-nums}\n",
	"caption{text-align:left;padding:10px 14px;color:var(--quiet)}\n",
	"td,th{padding:4px 9px;text-align:right;white-space:nowrap;\n",
	"border-top:1px solid var(--line)}\n",
	"tbody th,.word,thead th[data-c=\"1\"]{text-align:left}\n",
	"tbody th{font:500 .95em ui-monospace,\"DejaVu Sans Mono\",Menlo,monospace;\n",
	"position:sticky;left:0;background:var(--card)}\n",
	"tbody tr:hover td,tbody tr:hover th{background:var(--paper)}\n",
	"thead th{font-weight:600;vertical-align:bottom}\n",
	"thead th[scope=colgroup]{text-align:center;border-left:1px solid var(--line)}\n",
	"thead .a{box-shadow:inset 0 3px var(--a)}\n",
	"thead .b{box-shadow:inset 0 3px var(--b)}\n",
	"th button{all:unset;cursor:pointer;font-weight:600}\n",
	"th button:hover{text-decoration:underline}\n",
	"th button::after{content:\"\\2195\";opacity:.45;padding-left:3px}\n",
	"[aria-sort=ascending] button::after{content:\"\\25b4\";opacity:1}\n",
	"[aria-sort=descending] button::after{content:\"\\25be\";opacity:1}\n",
	":focus-visible,th button:focus-visible{outline:3px solid var(--link);\n",
	"outline-offset:2px}\n",
	".unknown{color:var(--quiet)}\n",
	".events{list-style:none;padding:0}\n",
	".events li{display:flex;gap:12px}\n",
	".events time{white-space:nowrap;color:var(--quiet);font-variant-numeric:tabular-nums}\n",
	"details{margin:8px 0}\n",
	"summary{cursor:pointer;padding:8px 14px}\n",
	"summary code{font-weight:600}\n",
	".code,.title{color:var(--quiet)}\n",
	"details dl{margin:0;padding:0 18px 14px;max-width:80ch}\n",
	"details dt{font-weight:600;margin-top:10px}\n",
	"details dd{margin:2px 0 0}\n",
	"footer{margin-top:40px;padding-bottom:30px;color:var(--quiet);font-size:.86rem}\n",
	"@media (max-width:600px){main,footer{padding:0 12px}h1{font-size:1.4rem}\n",
	"figure{padding:10px 8px}}\n",
	"@media print{:root{--paper:#fff}body{font-size:10pt}main{max-width:none}\n",
	".wide{overflow:visible}table{font-size:6.5pt}td,th{padding:2px;white-space:normal}\n",
	"tr,figure,.card,details{break-inside:avoid}h2,h3{break-after:avoid}\n",
	"th button::after{content:none}a{color:inherit;text-decoration:none}}\n",
};

/*
 * Sorts by the column whose header is pressed: numbers first from the largest,
 * names from A, unknown cells always last. And unfolds what a link points to.
 */
static const char *const script[] = {
	"\"use strict\";\n",
	"const table=document.getElementById(\"table\");\n",
	"const value=(row,c)=>row.cells[c].dataset.v;\n",
	"function sort(th){\n",
	"const c=+th.dataset.c,text=c===1;\n",
	"const was=th.getAttribute(\"aria-sort\");\n",
	"const down=was?was===\"ascending\":!text;\n",
	"for(const other of table.tHead.querySelectorAll(\"[aria-sort]\"))\n",
	"other.removeAttribute(\"aria-sort\");\n",
	"th.setAttribute(\"aria-sort\",down?\"descending\":\"ascending\");\n",
	"const rows=[...table.tBodies[0].rows];\n",
	"rows.sort((p,q)=>{\n",
	"const a=value(p,c),b=value(q,c);\n",
	"if(a===undefined||b===undefined)return (a===undefined)-(b===undefined);\n",
	"const d=text?(a<b?-1:+(a>b)):a-b;\n",
	"return down?-d:d;});\n",
	"table.tBodies[0].append(...rows);}\n",
	"for(const th of table.tHead.querySelectorAll(\"[data-c]\")){\n",
	"const button=document.createElement(\"button\");\n",
	"button.type=\"button\";\n",
	"button.append(...th.childNodes);\n",
	"button.addEventListener(\"click\",()=>sort(th));\n",
	"th.append(button);}\n",
	"function unfold(){\n",
	"const to=document.getElementById(location.hash.slice(1));\n",
	"if(to&&to.tagName===\"DETAILS\")to.open=true;}\n",
	"addEventListener(\"hashchange\",unfold);\n",
	"unfold();\n",
};

/* Of `script`; make check-page runs it, and so finds a wrong one. */
#define SCRIPT_SHA256 "Ok3SFQ1rg+fMvmHFxRNFW9SwsFpOdb2BoGRbTUJmtM0="

static void write_lines(FILE *file, const char *const *lines, size_t n)
{
	for (size_t i = 0; i < n; i++)
		fputs(lines[i], file);
}

void page_head(const struct page *page)
{
	const struct answers *answers = &page->answers;
	FILE *file = page->file;

	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
	      "<meta charset=\"utf-8\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width, "
	      "initial-scale=1\">\n"
	      "<meta name=\"color-scheme\" content=\"light dark\">\n"
	      "<meta http-equiv=\"Content-Security-Policy\" content=\""
	      "default-src 'none'; style-src 'unsafe-inline'; "
	      "script-src 'sha256-" SCRIPT_SHA256 "'\">\n<title>VM exits: ",
	      file);
	for (unsigned int i = 0; i < answers->n; i++) {
		fputs(i ? " and " : "", file);
		markup_escape(file, answers->runs[i]->name);
	}
	fputs("</title>\n<style>\n", file);
	write_lines(file, style, sizeof(style) / sizeof(*style));
	picture_style(file);
	fputs("</style>\n</head>\n<body>\n", file);
}

void page_script(FILE *file)
{
	fputs("<script>", file);
	write_lines(file, script, sizeof(script) / sizeof(*script));
	fputs("</script>\n", file);
}
