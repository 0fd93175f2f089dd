/** Ways to inject a script into a page, for tests: 66 vectors × 9 addresses × 12 disguises = 7,128. */

/** Markdown and HTML in which `@` is replaced by an address, and `§` by a line break. */
const vectors = String.raw`[x](@)
[x](<@>)
[x](@ "title")
[x](@ 'onmouseover=alert(1)')
[x]( @ )
![x](@)
![x](<@> "t")
![" onerror="alert(1)](@)
[![x](@)](@)
[x][r]§§[r]: @
[x][r]§§[r]: <@> "t"
![x][r]§§[r]: @
[r]§§[r]: @
<@>
[a](b)<a href="@">x</a>
<a href="@">x</a>
<a href='@'>x</a>
<a href=@>x</a>
<a href=" @">x</a>
<A HREF="@">x</A>
<a href="@"x
<a/href="@">x</a>
<a xlink:href="@">x</a>
<svg><a xlink:href="@"><text y="1em">x</text></a></svg>
<svg><animate attributeName="href" values="@"/></svg>
<svg onload="location='@'">
<svg><script href="@"/></svg>
<svg><use href="@"/></svg>
<math href="@">x</math>
<math><mtext><table><mglyph><style><img src="@" onerror="alert(1)">
<img src="@">
<img src="x" onerror="location='@'">
<img src=x onerror=alert(1) alt="@">
<img srcset="@ 1x">
<image src="@">
<input type="image" src="@">
<input onfocus="location='@'" autofocus>
<button formaction="@">x</button>
<form action="@"><input type=submit></form>
<iframe src="@"></iframe>
<iframe srcdoc="<script>location='@'</script>"></iframe>
<object data="@"></object>
<embed src="@">
<script src="@"></script>
<script>location='@'</script>
<script§>location='@'</script>
<scr<script>ipt>location='@'</scr</script>ipt>
<style>@import '@';</style>
<style>body{background:url("@")}</style>
<div style="background:url('@')">x</div>
<link rel="stylesheet" href="@">
<base href="@">
<meta http-equiv="refresh" content="0;url=@">
<video src="@" onerror="alert(1)"></video>
<video poster="@"></video>
<audio src="@" onloadstart="alert(1)">
<details open ontoggle="location='@'">x</details>
<marquee onstart="location='@'">x</marquee>
<body onload="location='@'">
<table background="@"><tr><td>x</td></tr></table>
<template><img src="@" onerror="alert(1)"></template>
<noscript><p title="</noscript><img src='@' onerror='alert(1)'>">
<!--><img src="@" onerror="alert(1)">-->
<![CDATA[><img src="@" onerror="alert(1)">]]>
<?xml-stylesheet href="@"?>
<x onclick="location='@'" tabindex=1 autofocus>x</x>`
  .split('\n')
  .map((vector) => vector.replaceAll('§', '\n'));

const addresses = [
  'javascript:alert(1)',
  'javascript://site.example/%0Aalert(1)',
  'vbscript:msgbox(1)',
  'data:text/html,<script>alert(1)</script>',
  'data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==',
  'data:image/svg+xml,<svg onload=alert(1)>',
  'blob:https://site.example/1',
  'file:///etc/passwd',
  'view-source:javascript:alert(1)',
];

const disguises: ((address: string) => string)[] = [
  (address) => address,
  (address) => address.toUpperCase(),
  (address) =>
    address.replace(/[a-z]/g, (letter, at: number) => (at % 2 ? letter.toUpperCase() : letter)),
  (address) => escapeEach(address, (code) => `&#${code};`),
  (address) => escapeEach(address, (code) => `&#x${code.toString(16)};`),
  (address) => escapeEach(address, (code) => `&#0000${code};`),
  (address) => address.replace(':', '&colon;').replace('(', '&lpar;').replace(')', '&rpar;'),
  (address) => `${address.slice(0, 3)}&Tab;${address.slice(3, 5)}&NewLine;${address.slice(5)}`,
  (address) => `${address.slice(0, 4)}\t${address.slice(4)}`,
  (address) => `\u0001${address}`,
  (address) => `&#14; ${address}`,
  (address) => address.replaceAll(/[:()]/g, (sign) => `\\${sign}`),
];

function escapeEach(text: string, escape: (code: number) => string): string {
  return text.replaceAll(/[^]/g, (letter) => escape(letter.charCodeAt(0)));
}

export const attacks: readonly string[] = vectors.flatMap((vector) =>
  addresses.flatMap((address) =>
    disguises.map((disguise) => vector.replaceAll('@', () => disguise(address))),
  ),
);

/** Places in a text that may contain an attack. */
export const wrappings: Record<string, (attack: string) => string> = {
  'by itself': (attack) => attack,
  'in a paragraph': (attack) => `Before ${attack} after.`,
  'in a list in a quotation': (attack) =>
    attack
      .split('\n')
      .map((line, at) => `> ${at === 0 ? '- ' : '  '}${line}`)
      .join('\n'),
  'in a table': (attack) => `| a | b |\n|---|:-:|\n| ${attack.replaceAll('\n', ' ')} | x |`,
  'in an internal block': (attack) => `:::internal\n${attack}\n:::`,
};
