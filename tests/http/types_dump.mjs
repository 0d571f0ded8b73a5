// Prints the types of each schema in types/pgmatch.d.ts, as the compiler understands them, as JSON by their names.
//
// A property is {type, null, optional}; its type is written without null.
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const path = fileURLToPath(new URL('../../types/pgmatch.d.ts', import.meta.url))
const program = ts.createProgram([path], { strict: true, exactOptionalPropertyTypes: true })
const checker = program.getTypeChecker()
const source = program.getSourceFile(path)

const symbols = checker.getExportsOfModule(checker.getSymbolAtLocation(source))
const exported = (wanted) => checker.getDeclaredTypeOfSymbol(symbols.find(({ name }) => name === wanted))

const write = (type) =>
  checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.UseSingleQuotesForStringLiteralType)
const typeOf = (symbol) => checker.getTypeOfSymbol(symbol)
const entries = (type, read) =>
  Object.fromEntries(checker.getPropertiesOfType(type).map((symbol) => [symbol.name, read(typeOf(symbol), symbol)]))
const part = (type, name) => typeOf(checker.getPropertyOfType(type, name))

const parts = (type) => (type.isUnion() ? type.types : [type])

function property(type, symbol) {
  const declared = symbol.valueDeclaration?.type
  const text = declared ? declared.getText() : write(type)
  return {
    type: text.replace(/ \| null$/, ''),
    null: parts(type).some(({ flags }) => flags & ts.TypeFlags.Null),
    optional: Boolean(symbol.flags & ts.SymbolFlags.Optional),
  }
}

const record = (type) => entries(type, property)

function returned(type) {
  const row = checker.isArrayType(type) ? checker.getTypeArguments(type)[0] : undefined
  return row && row.flags & ts.TypeFlags.Object ? { rows: record(row) } : { value: write(type) }
}

// an argument list without arguments is a record of nothing
const schema = (type) => ({
  tables: entries(part(type, 'Tables'), (table) => ({
    ...Object.fromEntries(['Row', 'Insert', 'Update'].map((name) => [name, record(part(table, name))])),
    Relationships: checker.getTypeArguments(part(table, 'Relationships')).map((relation) => entries(relation, write)),
  })),
  functions: entries(part(type, 'Functions'), (each) => ({
    Args: record(part(each, 'Args')),
    Returns: returned(part(each, 'Returns')),
  })),
  composites: entries(part(type, 'CompositeTypes'), record),
})

const names = ['Pgmatch', 'Collections', 'Documents', 'Docs']
console.log(JSON.stringify(Object.fromEntries(names.map((name) => [name, schema(exported(name))]))))
